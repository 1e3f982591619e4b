namespace DavidBert.Training.Data;

/// <summary>What a trainer should know of his rows before they are trained on: nothing here stops a training.</summary>
internal static class DataWarnings
{
    private const int MostLines = 10;
    private const int FewDevRows = 10;

    /// <summary>The warnings, as sentences with the lines of the rows.</summary>
    public static IEnumerable<string> Of(Lexicon lexicon, DataSplit split)
    {
        LabelledPhrase[] answered = [.. lexicon.Rows.Where(row => !row.IsUnanswerable)];
        var byPhrase = answered.GroupBy(row => row.Phrase, StringComparer.OrdinalIgnoreCase)
            .Where(rows => rows.Count() > 1).ToArray();
        LabelledPhrase[] conflicting =
            [.. byPhrase.Where(rows => rows.Any(row => !rows.First().Accepts(row.Word))).SelectMany(rows => rows)];
        if (conflicting.Length > 0)
        {
            yield return $"{conflicting.Length} rows give the same phrase different answers "
                + $"(line {Lines(conflicting)}): keep one, or name the others under 'also'.";
        }

        LabelledPhrase[] repeated = [.. byPhrase.SelectMany(rows => rows.Skip(1)).Except(conflicting)];
        if (repeated.Length > 0)
        {
            yield return $"{repeated.Length} rows say what an earlier row says (line {Lines(repeated)}): "
                + "each counts as often as it stands there.";
        }

        var answers = answered.Select(row => row.Word).Distinct(StringComparer.Ordinal).ToArray();
        if (answers.Length == 1)
        {
            yield return $"'{answers[0]}' is the only answer: whatever the model is asked, it will say that.";
        }

        var spellings = answers.GroupBy(answer => answer, StringComparer.OrdinalIgnoreCase);
        foreach (var names in spellings.Where(names => names.Count() > 1))
        {
            yield return $"{string.Join(" and ", names.Select(name => $"'{name}'"))} differ in case alone and count as "
                + "different answers.";
        }

        if (split.Dev.Count is > 0 and < FewDevRows)
        {
            yield return $"Dev has {split.Dev.Count} row(s) (line {Lines(split.Dev)}): its accuracy says little.";
        }
    }

    private static string Lines(IReadOnlyList<LabelledPhrase> rows) =>
        string.Join(", ", rows.Select(row => row.Line).Order().Take(MostLines)) + (rows.Count > MostLines ? ", …" : "");
}
