using System.Numerics;
using System.Text;

namespace DavidBert.Tokenization;

/// <summary>The pieces of a `vocab.txt`, and the greedy split of a word into the longest of them.</summary>
/// <remarks>
/// One string holds every piece, and a table with open addressing finds them by the hash of their characters, which grows
/// character by character: all prefixes of a word are hashed in one pass. Microsoft.ML.Tokenizers' WordPiece splits alike,
/// but it allocates a list a call, has no truncation that keeps a word's first pieces, counts a word's length in UTF-16 units
/// where BERT counts code points, and takes longer to load.
/// </remarks>
internal sealed class Vocabulary
{
    private const string Continuation = "##";
    private const uint WordSeed = 2166136261, ContinuationSeed = 0x9747B28C;

    private readonly string _text;
    private readonly int[] _starts;
    private readonly int[] _ends;
    private readonly Slot[] _slots;
    private readonly int _shift;
    private readonly int _longestStart;
    private readonly int _longestContinuation;

    private Vocabulary(string text, int[] starts, int[] ends)
    {
        (_text, _starts, _ends) = (text, starts, ends);
        var bits = BitOperations.Log2((uint)starts.Length) + 2;
        _slots = new Slot[1 << bits];
        _shift = 32 - bits;
        for (var id = 0; id < starts.Length; id++)
        {
            var piece = Piece(id);
            if (IsContinuation(piece))
            {
                _longestContinuation = Math.Max(_longestContinuation, piece.Length - Continuation.Length);
            }
            else
            {
                _longestStart = Math.Max(_longestStart, piece.Length);
            }

            Add(id, piece);
        }
    }

    /// <summary>How many pieces there are.</summary>
    public int Count => _starts.Length;

    /// <summary>Reads one piece a line, in UTF-8.</summary>
    /// <exception cref="InvalidDataException">The text is not UTF-8, or a line is empty or says a piece again.</exception>
    public static Vocabulary Read(ReadOnlySpan<byte> utf8)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"The vocabulary is not UTF-8: byte {e.Index} of it begins no character.", e);
        }

        var start = text.StartsWith('\uFEFF') ? 1 : 0;
        if (start == text.Length)
        {
            throw new InvalidDataException("The vocabulary is empty: it holds one piece a line.");
        }

        var lines = text.AsSpan().Count('\n') + (text[^1] == '\n' ? 0 : 1);
        var (starts, ends) = (new int[lines], new int[lines]);
        for (var line = 0; line < lines; line++)
        {
            var newline = text.IndexOf('\n', start);
            var next = newline < 0 ? text.Length : newline;
            var end = next > start && text[next - 1] == '\r' ? next - 1 : next;
            if (end == start)
            {
                throw new InvalidDataException($"Line {line + 1} of the vocabulary is empty: each line holds one piece.");
            }

            starts[line] = start;
            ends[line] = end;
            start = next + 1;
        }

        return new Vocabulary(text, starts, ends);
    }

    /// <summary>The piece of an id from 0 to <see cref="Count"/> - 1.</summary>
    public ReadOnlySpan<char> Piece(int id) => _text.AsSpan(_starts[id], _ends[id] - _starts[id]);

    /// <summary>The id of a piece that starts a word, or -1.</summary>
    public int Find(ReadOnlySpan<char> piece) => Find(Hash(WordSeed, piece), piece, continues: false);

    /// <summary>Splits a word into the longest pieces from its start on.</summary>
    /// <param name="word">A word in lower case, of at most <see cref="WordReader.MaxUnits"/> UTF-16 units.</param>
    /// <param name="pieces">Room for as many ids as the word has code points.</param>
    /// <returns>How many pieces there are; 0 where no pieces make the word.</returns>
    public int Split(ReadOnlySpan<char> word, Span<int> pieces)
    {
        Span<uint> hashes = stackalloc uint[word.Length];
        var count = 0;
        for (var start = 0; start < word.Length; count++)
        {
            var continues = start > 0;
            var rest = word[start..];
            var length = Math.Min(rest.Length, continues ? _longestContinuation : _longestStart);
            var hash = continues ? ContinuationSeed : WordSeed;
            for (var i = 0; i < length; i++)
            {
                hashes[i] = hash = Grow(hash, rest[i]);
            }

            var id = -1;
            while (length > 0 && (id = Find(hashes[length - 1], rest[..length], continues)) < 0)
            {
                length--;
            }

            if (id < 0)
            {
                return 0;
            }

            pieces[count] = id;
            start += length;
        }

        return count;
    }

    private static bool IsContinuation(ReadOnlySpan<char> piece) =>
        piece.Length > Continuation.Length && piece.StartsWith(Continuation);

    private static uint Grow(uint hash, char c) => (hash ^ c) * 16777619;

    private static uint Hash(uint hash, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            hash = Grow(hash, c);
        }

        return hash;
    }

    private void Add(int id, ReadOnlySpan<char> piece)
    {
        var continues = IsContinuation(piece);
        var characters = continues ? piece[Continuation.Length..] : piece;
        var hash = Hash(continues ? ContinuationSeed : WordSeed, characters);
        var known = Find(hash, characters, continues);
        if (known >= 0)
        {
            throw new InvalidDataException($"The piece '{piece}' is on line {known + 1} and again on line {id + 1} of the vocabulary.");
        }

        var slot = FirstSlot(hash);
        while (_slots[slot].Place > 0)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        _slots[slot] = new Slot(hash, id + 1);
    }

    private int Find(uint hash, ReadOnlySpan<char> characters, bool continues)
    {
        var slots = _slots;
        for (var slot = FirstSlot(hash); slots[slot].Place > 0; slot = (slot + 1) & (slots.Length - 1))
        {
            if (slots[slot].Hash != hash)
            {
                continue;
            }

            var piece = Piece(slots[slot].Place - 1);
            if (IsContinuation(piece) == continues && piece[(continues ? Continuation.Length : 0)..].SequenceEqual(characters))
            {
                return slots[slot].Place - 1;
            }
        }

        return -1;
    }

    private int FirstSlot(uint hash) => (int)((hash * 0x9E3779B9) >> _shift);

    /// <summary>A place of the table: the id + 1 of a piece, or 0 where it is free.</summary>
    private readonly record struct Slot(uint Hash, int Place);
}
