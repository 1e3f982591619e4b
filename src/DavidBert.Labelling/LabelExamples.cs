namespace DavidBert.Labelling;

/// <summary>
/// Rows of a table for a person to look at. They are the same however the table was cut, and no more for a longer one.
/// </summary>
public sealed record LabelExamples
{
    /// <summary>How many rows a word has at most.</summary>
    public const int MostOfWord = 3;

    /// <summary>How many of the least sure rows there are at most.</summary>
    public const int MostLeastSure = 20;

    /// <summary>The first rows of each word, no phrase twice.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<ExampleRow>> Words { get; init; }

    /// <summary>The rows with the lowest scores of those that have a word, lowest first, no phrase twice.</summary>
    public required IReadOnlyList<ExampleRow> LeastSure { get; init; }

    /// <summary>The examples of this part and another one of the same table, in whatever order they stand.</summary>
    internal LabelExamples And(LabelExamples other) => new()
    {
        Words = Words.Concat(other.Words)
            .GroupBy(word => word.Key, word => word.Value, StringComparer.Ordinal)
            .ToDictionary(
                word => word.Key,
                word => (IReadOnlyList<ExampleRow>)
                    [.. First(word.SelectMany(rows => rows)).OrderBy(row => row.Line).Take(MostOfWord)],
                StringComparer.Ordinal),
        LeastSure =
        [
            .. First(LeastSure.Concat(other.LeastSure))
                .OrderBy(row => row.Score).ThenBy(row => row.Line).Take(MostLeastSure),
        ],
    };

    /// <summary>The first row of each phrase.</summary>
    private static IEnumerable<ExampleRow> First(IEnumerable<ExampleRow> rows) =>
        rows.GroupBy(row => (row.Phrase, row.Score)).Select(alike => alike.MinBy(row => row.Line)!);
}

/// <summary>A row to look at.</summary>
/// <param name="Line">The line it begins at.</param>
/// <param name="Phrase">Its phrase, cut after some 120 characters.</param>
/// <param name="Word">Its word.</param>
/// <param name="Score">The word's score, 0 to 1, with 4 decimals.</param>
/// <param name="ReadAs">How the phrase was read, where a typing error was read as it is meant.</param>
public sealed record ExampleRow(long Line, string Phrase, string Word, double Score, string? ReadAs);

/// <summary>Collects examples as rows are written.</summary>
internal sealed class ExampleTally
{
    private const int MostCharacters = 120;
    private const int ScoreDecimals = 4;

    private readonly Dictionary<string, List<ExampleRow>> words = new(StringComparer.Ordinal);
    private readonly List<ExampleRow> leastSure = [];

    /// <summary>Looks at a row with a word; rows come by their lines.</summary>
    public void Add(Answer answer, long line)
    {
        var score = Math.Round((double)answer.Score!.Value, ScoreDecimals);
        var rows = words.GetValueOrDefault(answer.Word!);
        var isLeastSure = leastSure.Count < LabelExamples.MostLeastSure || score < leastSure[^1].Score;
        if (rows?.Count == LabelExamples.MostOfWord && !isLeastSure)
        {
            return;
        }

        var row = new ExampleRow(
            line, Cut(answer.Text), answer.Word!, score, answer.ReadAs is { } readAs ? Cut(readAs) : null);
        if (rows is null)
        {
            words.Add(row.Word, [row]);
        }
        else if (rows.Count < LabelExamples.MostOfWord && !Has(rows, row))
        {
            rows.Add(row);
        }

        if (isLeastSure && !Has(leastSure, row))
        {
            leastSure.Insert(leastSure.FindLastIndex(before => before.Score <= score) + 1, row);
            if (leastSure.Count > LabelExamples.MostLeastSure)
            {
                leastSure.RemoveAt(LabelExamples.MostLeastSure);
            }
        }
    }

    /// <summary>The examples so far.</summary>
    public LabelExamples Report() => new()
    {
        Words = words.ToDictionary(
            word => word.Key, word => (IReadOnlyList<ExampleRow>)[.. word.Value], StringComparer.Ordinal),
        LeastSure = [.. leastSure],
    };

    private static bool Has(List<ExampleRow> rows, ExampleRow row) => rows.Exists(
        other => other.Score.Equals(row.Score) && string.Equals(other.Phrase, row.Phrase, StringComparison.Ordinal));

    private static string Cut(string text)
    {
        if (text.Length <= MostCharacters)
        {
            return text;
        }

        var length = char.IsHighSurrogate(text[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters;
        return $"{text.AsSpan(0, length)}…";
    }
}
