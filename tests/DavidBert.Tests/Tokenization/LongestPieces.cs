using DavidBert.Tokenization;

namespace DavidBert.Tests.Tokenization;

/// <summary>BERT's split of normalized words, as plainly as it can be written: a second opinion.</summary>
internal sealed class LongestPieces(string vocabulary)
{
    private const int MaxCodePoints = 100;

    private readonly Dictionary<string, int> ids = File.ReadAllLines(vocabulary).Index()
        .ToDictionary(line => line.Item, line => line.Index, StringComparer.Ordinal);

    /// <summary>The ids without [CLS] and [SEP].</summary>
    public List<int> Of(string text) =>
        [.. new BertNormalizer().Normalize(text).Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Word)];

    private List<int> Word(string word)
    {
        string[] runes = [.. word.EnumerateRunes().Select(rune => rune.ToString())];
        var found = new List<int>();
        for (var start = 0; start < runes.Length;)
        {
            var piece = Enumerable.Range(1, runes.Length - start).Reverse()
                .Select(length => (Length: length, Text: (start > 0 ? "##" : "")
                    + string.Concat(runes.Skip(start).Take(length))))
                .FirstOrDefault(piece => ids.ContainsKey(piece.Text));
            if (piece.Length == 0 || runes.Length > MaxCodePoints)
            {
                return [ids["[UNK]"]];
            }

            found.Add(ids[piece.Text]);
            start += piece.Length;
        }

        return found;
    }
}
