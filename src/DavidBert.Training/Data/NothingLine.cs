namespace DavidBert.Training.Data;

/// <summary>A line of which nothing is said: gibberish, a name, a request.</summary>
/// <param name="Phrase">The line.</param>
/// <param name="Split">The part it belongs to.</param>
internal sealed record NothingLine(string Phrase, DataPart Split)
{
    /// <summary>What the table is called beside a lexicon.</summary>
    public const string FileName = "nothing.tsv";

    /// <summary>The table beside the data; null where there is none.</summary>
    public static string? Beside(string data) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(data))!, FileName) is var path && File.Exists(path)
            ? path
            : null;

    /// <summary>The lines of dev of a table; none where there is no table.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static IReadOnlyList<string> OfDev(string? path) => path is null
        ? []
        : [.. Read(path).Where(line => line.Split == DataPart.Dev).Select(line => line.Phrase)];

    /// <summary>
    /// Reads a table of <c>phrase</c> and <c>split</c>, tab-separated with a header; a line that names no part is of
    /// train.
    /// </summary>
    /// <exception cref="InvalidDataException">The columns are not there, or a part is unknown.</exception>
    public static IReadOnlyList<NothingLine> Read(string path)
    {
        string[][] rows = [.. File.ReadLines(path).Select(line => line.Split('\t'))];
        var header = rows.FirstOrDefault([]);
        var (phrase, split) = (Array.IndexOf(header, "phrase"), Array.IndexOf(header, "split"));
        if (phrase < 0)
        {
            throw new InvalidDataException($"'{path}' has no column 'phrase' in its first line.");
        }

        return
        [
            .. rows.Skip(1).Where(row => row.Length > phrase)
                .Select(row => new NothingLine(row[phrase], PartOf(row, split, path))),
        ];
    }

    private static DataPart PartOf(string[] row, int column, string path) =>
        column < 0 || column >= row.Length || row[column].Length == 0
            ? DataPart.Train
            : Enum.TryParse<DataPart>(row[column], ignoreCase: true, out var part)
                ? part
                : throw new InvalidDataException(
                    $"'{path}': the split of '{row[0]}' is '{row[column]}'; expected train, dev or test.");
}
