using DavidBert.Files;

namespace DavidBert.Glossaries;

/// <summary>
/// A glossary of one's own: a small table of terms and definitions in any order, kept in memory. Immutable.
/// </summary>
public sealed class GlossaryTable : IGlossary
{
    private static readonly string[] TermColumns = ["term", "phrase", "word"];

    private readonly Dictionary<string, string> definitions;
    private readonly HashSet<string> beginnings;

    /// <summary>Takes terms, found in any case, and their definitions.</summary>
    public GlossaryTable(IEnumerable<KeyValuePair<string, string>> entries)
    {
        definitions = entries
            .GroupBy(entry => entry.Key.Trim().ToLowerInvariant(), entry => entry.Value.Trim(), StringComparer.Ordinal)
            .ToDictionary(entry => entry.Key, entry => entry.Last(), StringComparer.Ordinal);
        beginnings = definitions.Keys.Where(term => term.Contains(' ', StringComparison.Ordinal))
            .Select(term => term[..term.IndexOf(' ', StringComparison.Ordinal)])
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>SHA-256 of the terms and definitions, whatever the order in which they were given.</summary>
    internal string Hash => ContentHash.Of(string.Join('\n', definitions.OrderBy(e => e.Key, StringComparer.Ordinal)
        .Select(entry => $"{entry.Key}\t{entry.Value}")));

    /// <summary>The terms in lower case, and their definitions.</summary>
    internal IReadOnlyDictionary<string, string> Definitions => definitions;

    /// <summary>How many terms it has.</summary>
    public int Count => definitions.Count;

    /// <summary>
    /// Reads lines of term, tab and definition in UTF-8. A first line of column names is passed over, blank lines too;
    /// where a term stands twice, the last definition holds.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">
    /// A line is not as said, or there is none; the message names it.
    /// </exception>
    public static GlossaryTable Read(string path)
    {
        var entries = new List<KeyValuePair<string, string>>();
        foreach (var (number, line) in File.ReadLines(path).Index())
        {
            var fields = line.Split('\t');
            if (line.Length == 0
                || (number == 0 && TermColumns.Contains(fields[0].Trim(), StringComparer.OrdinalIgnoreCase)))
            {
                continue;
            }

            if (fields.Length != 2 || fields.Any(string.IsNullOrWhiteSpace))
            {
                throw new InvalidDataException(
                    $"'{path}', line {number + 1}: '{line}' is not a term, a tab and its definition.");
            }

            entries.Add(KeyValuePair.Create(fields[0], fields[1]));
        }

        return entries.Count > 0
            ? new GlossaryTable(entries)
            : throw new InvalidDataException($"'{path}' has no line of a term, a tab and its definition.");
    }

    /// <inheritdoc />
    public string? Find(string term) => definitions.GetValueOrDefault(term);

    /// <inheritdoc />
    public bool BeginsTerm(string word) => beginnings.Contains(word);
}
