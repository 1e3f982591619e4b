using System.Globalization;
using System.IO.Compression;
using DavidBert.Training.Data;

namespace DavidBert.Training.Learning;

/// <summary>
/// What larger models answer, as a table of <c>phrase</c> and <c>answers</c> (<c>smell:0.62 odor:0.20</c>, the best
/// first; <c>-</c> where nothing fits), tab-separated with a header, gzipped or not.
/// </summary>
internal static class TeacherTable
{
    /// <summary>
    /// The answers to the rows that accept the best of them, and the phrases that are no row and give none of
    /// <paramref name="heldOut"/> away. Answers that the training does not know are left out, and the shares of the
    /// others sum to 1.
    /// </summary>
    /// <exception cref="InvalidDataException">A line is not as said; the message names it.</exception>
    public static TeacherTargets Read(
        string path,
        IReadOnlyList<LabelledPhrase> train,
        IEnumerable<LabelledPhrase> heldOut,
        IReadOnlyDictionary<string, int> indexOf)
    {
        var answers = new Dictionary<string, Target>(StringComparer.Ordinal);
        foreach (var (phrase, target) in Lines(path, indexOf))
        {
            answers.TryAdd(phrase, target);
        }

        var names = indexOf.ToDictionary(answer => answer.Value, answer => answer.Key);
        Target?[] rows =
        [
            .. train.Select(row => answers.TryGetValue(row.Phrase, out var found)
                && row.Accepts(names[found.Indexes[0]]) ? found : null),
        ];
        var labelled = train.Select(row => row.Phrase).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var measured = new HeldOutPhrases(heldOut);
        KeyValuePair<string, Target>[] further =
            [.. answers.Where(answer => !labelled.Contains(answer.Key) && !measured.GivenAwayBy(answer.Key))];
        return new TeacherTargets(
            rows, [.. further.Select(answer => answer.Key)], [.. further.Select(answer => answer.Value)]);
    }

    private static IEnumerable<(string Phrase, Target Target)> Lines(
        string path, IReadOnlyDictionary<string, int> indexOf)
    {
        using var file = File.OpenRead(path);
        using var content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(file, CompressionMode.Decompress)
            : (Stream)file;
        using var reader = new StreamReader(content);
        var header = (reader.ReadLine() ?? "").Split('\t');
        var (phrase, answers) = (Array.IndexOf(header, "phrase"), Array.IndexOf(header, "answers"));
        if (phrase < 0 || answers < 0)
        {
            throw new InvalidDataException(
                $"'{path}' is not a teacher's table: its header lacks 'phrase' or 'answers'.");
        }

        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            var fields = text.Split('\t');
            if (fields.Length != header.Length)
            {
                throw new InvalidDataException(
                    $"'{path}', line {line}: {fields.Length} columns; expected {header.Length}.");
            }

            if (Parse(fields[answers], indexOf) is { } target)
            {
                yield return (fields[phrase], target);
            }
        }
    }

    /// <summary>The answers that the training knows; null where it knows none.</summary>
    private static Target? Parse(string text, IReadOnlyDictionary<string, int> indexOf)
    {
        (int Index, float Share)[] known =
        [
            .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(answer => (Text: answer, Colon: answer.LastIndexOf(':')))
                .Select(answer => (Name: answer.Text[..answer.Colon], Share: answer.Text[(answer.Colon + 1)..]))
                .Where(answer => indexOf.ContainsKey(answer.Name))
                .Select(answer => (indexOf[answer.Name], float.Parse(answer.Share, CultureInfo.InvariantCulture))),
        ];
        var whole = known.Sum(answer => answer.Share);
        return whole <= 0 ? null : new Target([.. known.Select(a => a.Index)], [.. known.Select(a => a.Share / whole)]);
    }
}
