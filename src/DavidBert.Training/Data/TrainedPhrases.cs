using DavidBert.Files;

namespace DavidBert.Training.Data;

/// <summary>
/// The phrases that a bundle was trained on, told by their content: hashes in a file beside <c>model.json</c>, so that
/// a measurement can leave them out and nobody reads them off it.
/// </summary>
internal sealed class TrainedPhrases
{
    /// <summary>The name of the file: one hash a line, in ordinal order. It is neither loaded nor published.</summary>
    public const string FileName = "trained.txt";

    /// <summary>Enough that of a million phrases one in 280 million others is taken for one of them.</summary>
    private const int Digits = 12;

    private readonly HashSet<string> hashes;

    private TrainedPhrases(IEnumerable<string> hashes) => this.hashes = hashes.ToHashSet(StringComparer.Ordinal);

    /// <summary>Those of <paramref name="rows"/>.</summary>
    public static TrainedPhrases Of(IEnumerable<LabelledPhrase> rows) => new(rows.Select(row => HashOf(row.Phrase)));

    /// <summary>What lies in a folder; null where the file is not there.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TrainedPhrases? Read(string folder) =>
        Path.Combine(folder, FileName) is var path && File.Exists(path)
            ? new TrainedPhrases(File.ReadLines(path))
            : null;

    /// <summary>These, and those of <paramref name="other"/> where there are any.</summary>
    public TrainedPhrases With(TrainedPhrases? other) => new(hashes.Concat(other?.hashes ?? []));

    /// <summary>Writes the file into a folder, which is there.</summary>
    public void Write(string folder)
    {
        var lines = hashes.Order(StringComparer.Ordinal).Select(hash => hash + "\n");
        File.WriteAllText(Path.Combine(folder, FileName), string.Concat(lines));
    }

    /// <summary>Whether a phrase was trained on; case and the width of white space do not matter.</summary>
    public bool Contains(string phrase) => hashes.Contains(HashOf(phrase));

    private static string HashOf(string phrase)
    {
        var words = phrase.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return ContentHash.Of(string.Join(' ', words))[..Digits];
    }
}
