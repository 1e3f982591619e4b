using System.Buffers;

namespace DavidBert.Tokenization;

/// <summary>
/// BERT's uncased tokenizer: turns a phrase into the ids that the model reads. They equal those of Hugging Face's
/// `bert-base-uncased` tokenizer on every string; text that spells a special token (`[MASK]`) is plain text. Immutable and
/// thread-safe.
/// </summary>
public sealed class PhraseTokenizer
{
    private const int MaxIdsPerUnit = 3; // a Hangul syllable

    private readonly Vocabulary _vocabulary;

    private PhraseTokenizer(Vocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        PadId = Required("[PAD]");
        UnkId = Required("[UNK]");
        ClsId = Required("[CLS]");
        SepId = Required("[SEP]");
    }

    /// <summary>The number of pieces, |V|: ids are 0 to |V| - 1.</summary>
    public int VocabularySize => _vocabulary.Count;

    /// <summary>The id of [PAD], which fills up the shorter phrases of a batch.</summary>
    public int PadId { get; }

    /// <summary>The id of [UNK], which stands for a word that no pieces make.</summary>
    public int UnkId { get; }

    /// <summary>The id of [CLS], which every encoding starts with.</summary>
    public int ClsId { get; }

    /// <summary>The id of [SEP], which every encoding ends with.</summary>
    public int SepId { get; }

    /// <summary>Reads a vocabulary file: UTF-8, one piece a line, the id being the line's number from 0.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is not UTF-8, a line is empty or says a piece again, or [PAD], [UNK], [CLS] or [SEP] is missing.
    /// </exception>
    public static PhraseTokenizer Load(string vocabPath)
    {
        var utf8 = File.ReadAllBytes(vocabPath);
        try
        {
            return new PhraseTokenizer(Vocabulary.Read(utf8));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{vocabPath}: {e.Message}", e);
        }
    }

    /// <summary>Reads a vocabulary, as <see cref="Load"/> does, from the stream's position to its end.</summary>
    /// <exception cref="InvalidDataException">
    /// The stream is not UTF-8, a line is empty or says a piece again, or [PAD], [UNK], [CLS] or [SEP] is missing.
    /// </exception>
    public static PhraseTokenizer Create(Stream vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        using var utf8 = new MemoryStream();
        vocabulary.CopyTo(utf8);
        return new PhraseTokenizer(Vocabulary.Read(utf8.GetBuffer().AsSpan(0, (int)utf8.Length)));
    }

    /// <summary>The piece of an id; one that continues a word starts with `##`.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not from 0 to |V| - 1.</exception>
    public string Piece(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, VocabularySize);
        return _vocabulary.Piece(id).ToString();
    }

    /// <summary>Encodes a whole phrase: [CLS], its pieces, [SEP]. Any string is taken; a lone surrogate counts as U+FFFD.</summary>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryEncodeWhole(text, text.Length + 2) ?? TryEncodeWhole(text, (MaxIdsPerUnit * text.Length) + 2)!;
    }

    /// <summary>Encodes as much of a phrase as fits: [CLS], its first pieces, [SEP]. It does not allocate.</summary>
    /// <param name="text">Any UTF-16; a lone surrogate counts as U+FFFD.</param>
    /// <param name="input_ids">Takes the ids; its length is the most there may be, at least 2.</param>
    /// <param name="truncated">Whether pieces were left out.</param>
    /// <returns>The number of ids written.</returns>
    /// <exception cref="ArgumentException"><paramref name="input_ids"/> has no room for [CLS] and [SEP].</exception>
    public int Encode(ReadOnlySpan<char> text, Span<int> input_ids, out bool truncated)
    {
        if (input_ids.Length < 2)
            throw new ArgumentException($"There is room for {input_ids.Length} ids; [CLS] and [SEP] need 2.", nameof(input_ids));

        var words = new WordReader(text, stackalloc char[WordReader.MaxUnits]);
        Span<int> pieces = stackalloc int[WordReader.MaxCodePoints];
        var room = input_ids[..^1];
        var count = 0;
        room[count++] = ClsId;
        truncated = false;
        while (!truncated && words.Read())
        {
            var pieceCount = words.IsTooLong ? 0 : _vocabulary.Split(words.Word, pieces);
            if (pieceCount == 0)
                pieces[pieceCount++] = UnkId;
            truncated = pieceCount > room.Length - count;
            var fitting = truncated ? room.Length - count : pieceCount;
            pieces[..fitting].CopyTo(room[count..]);
            count += fitting;
        }

        input_ids[count++] = SepId;
        return count;
    }

    /// <summary>
    /// Encodes a phrase as <see cref="Encode(ReadOnlySpan{char}, Span{int}, out bool)"/> does, and beside it as much of a second text
    /// as there is room for: [CLS], the phrase's pieces, [SEP], the text's, [SEP]. It does not allocate.
    /// </summary>
    /// <param name="text">The phrase.</param>
    /// <param name="beside">The text beside it; none is read where it has no pieces or there is no room for one.</param>
    /// <param name="input_ids">Takes the ids; its length is the most there may be, at least 2.</param>
    /// <param name="besideAt">Where the second segment begins: the number of ids where there is none.</param>
    /// <param name="truncated">Whether pieces of the phrase were left out.</param>
    /// <returns>The number of ids written.</returns>
    public int EncodePair(
        ReadOnlySpan<char> text, ReadOnlySpan<char> beside, Span<int> input_ids, out int besideAt, out bool truncated)
    {
        const int Least = 3; // the [SEP] before, a piece, the [SEP] after
        besideAt = Encode(text, input_ids, out truncated);
        var second = input_ids[(besideAt - 1)..];
        var added = second.Length < Least ? 0 : Encode(beside, second, out _);
        second[0] = SepId;
        return added < Least ? besideAt : besideAt - 1 + added;
    }

    private int[]? TryEncodeWhole(string text, int capacity)
    {
        var input_ids = ArrayPool<int>.Shared.Rent(capacity);
        try
        {
            var count = Encode(text, input_ids, out var truncated);
            return truncated ? null : input_ids.AsSpan(0, count).ToArray();
        }
        finally
        {
            ArrayPool<int>.Shared.Return(input_ids);
        }
    }

    private int Required(string piece)
    {
        var id = _vocabulary.Find(piece);
        return id >= 0
            ? id
            : throw new InvalidDataException(
                $"The vocabulary of {VocabularySize} pieces lacks {piece}, which an uncased BERT needs: is this its vocab.txt?");
    }
}
