using System.Text;

namespace DavidBert.Tokenization;

/// <summary>
/// The lines of a <c>vocab.txt</c>, checked: one piece a line, its id being the line's number from 0.
/// </summary>
internal sealed class Vocabulary
{
    private readonly List<string> pieces = [];

    private Vocabulary(string text)
    {
        using var lines = new StringReader(text); // breaks lines as the library does, so that the ids are the library's
        while (lines.ReadLine() is { } piece)
        {
            pieces.Add(piece.Length > 0
                ? piece
                : throw new InvalidDataException(
                    $"Line {Count + 1} of the vocabulary is empty: each line holds one piece."));
        }

        if (Count == 0)
        {
            throw new InvalidDataException("The vocabulary is empty: it holds one piece a line.");
        }
    }

    /// <summary>How many pieces there are.</summary>
    public int Count => pieces.Count;

    /// <summary>The piece of an id from 0 to <see cref="Count"/> - 1.</summary>
    public string this[int id] => pieces[id];

    /// <summary>Reads the lines.</summary>
    /// <exception cref="InvalidDataException">The text is not UTF-8, is empty, or has an empty line.</exception>
    public static Vocabulary Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);
            return new Vocabulary(text.StartsWith('\uFEFF') ? text[1..] : text);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"The vocabulary is not UTF-8: no character begins at byte {e.Index}.", e);
        }
    }

    /// <summary>The id of a piece that an uncased BERT needs.</summary>
    /// <exception cref="InvalidDataException">The piece is missing.</exception>
    public int Required(string piece)
    {
        var id = pieces.IndexOf(piece);
        return id >= 0
            ? id
            : throw new InvalidDataException(
                $"The vocabulary of {Count} pieces lacks {piece}, which an uncased BERT needs: is this its vocab.txt?");
    }

    /// <summary>What is wrong with a vocabulary that has a piece twice.</summary>
    public InvalidDataException Repeated()
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = 0; id < Count; id++)
        {
            if (!lines.TryAdd(pieces[id], id))
            {
                return new InvalidDataException(
                    $"The piece '{pieces[id]}' is on line {lines[pieces[id]] + 1} "
                    + $"and again on line {id + 1} of the vocabulary.");
            }
        }

        throw new InvalidOperationException("No piece is repeated.");
    }
}
