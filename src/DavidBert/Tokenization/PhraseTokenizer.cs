using Microsoft.ML.Tokenizers;

namespace DavidBert.Tokenization;

/// <summary>
/// BERT's uncased tokenizer: turns a phrase into the ids that the model reads. They equal those of Hugging Face's
/// <c>bert-base-uncased</c> tokenizer on every string; text that spells a special token (<c>[MASK]</c>) is plain text.
/// Immutable and thread-safe.
/// </summary>
/// <remarks>
/// Words are split by Microsoft.ML.Tokenizers' WordPiece. Around it stand a normalizer of the project's own, as the
/// library's reads many characters otherwise, and the truncation, which keeps the first pieces of a word that does not
/// fit where the library drops the word.
/// </remarks>
public sealed class PhraseTokenizer
{
    private readonly Vocabulary vocabulary;

    private PhraseTokenizer(byte[] utf8)
    {
        vocabulary = Vocabulary.Read(utf8);
        PadId = vocabulary.Required("[PAD]");
        UnkId = vocabulary.Required("[UNK]");
        ClsId = vocabulary.Required("[CLS]");
        SepId = vocabulary.Required("[SEP]");
        var options = new WordPieceOptions
        {
            Normalizer = new BertNormalizer(),
            PreTokenizer = new SpaceSplitter(),
            MaxInputCharsPerWord = BertNormalizer.MaxUnits,
        };
        try
        {
            WordPieces = WordPieceTokenizer.Create(new MemoryStream(utf8), options);
        }
        catch (ArgumentException)
        {
            throw vocabulary.Repeated();
        }
    }

    /// <summary>
    /// The tokenizer for code written for Microsoft.ML.Tokenizers: the same ids without [CLS] and [SEP]. Its limits of
    /// tokens drop a word that does not fit as a whole.
    /// </summary>
    public Tokenizer WordPieces { get; }

    /// <summary>The number of pieces, |V|: ids are 0 to |V| - 1.</summary>
    public int VocabularySize => vocabulary.Count;

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
    /// The file is not UTF-8, a line is empty or repeats a piece, or [PAD], [UNK], [CLS] or [SEP] is missing.
    /// </exception>
    public static PhraseTokenizer Load(string vocabPath)
    {
        var utf8 = File.ReadAllBytes(vocabPath);
        try
        {
            return new PhraseTokenizer(utf8);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{vocabPath}: {e.Message}", e);
        }
    }

    /// <summary>Reads a vocabulary, as <see cref="Load"/> does, from the stream's position to its end.</summary>
    /// <exception cref="InvalidDataException">
    /// The stream is not UTF-8, a line is empty or repeats a piece, or [PAD], [UNK], [CLS] or [SEP] is missing.
    /// </exception>
    public static PhraseTokenizer Create(Stream vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        using var utf8 = new MemoryStream();
        vocabulary.CopyTo(utf8);
        return new PhraseTokenizer(utf8.ToArray());
    }

    /// <summary>The piece of an id; one that continues a word starts with <c>##</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not from 0 to |V| - 1.</exception>
    public string Piece(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, VocabularySize);
        return vocabulary[id];
    }

    /// <summary>
    /// Encodes a whole phrase: [CLS], its pieces, [SEP]. Any string is taken; a lone surrogate counts as U+FFFD.
    /// </summary>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [ClsId, .. Pieces(text, int.MaxValue), SepId];
    }

    /// <summary>Encodes as much of a phrase as fits: [CLS], its first pieces, [SEP].</summary>
    /// <param name="text">Any UTF-16; a lone surrogate counts as U+FFFD.</param>
    /// <param name="ids">Takes the ids; its length is the most there may be, at least 2.</param>
    /// <param name="truncated">Whether pieces were left out.</param>
    /// <returns>The number of ids written.</returns>
    /// <exception cref="ArgumentException"><paramref name="ids"/> has no room for [CLS] and [SEP].</exception>
    public int Encode(ReadOnlySpan<char> text, Span<int> ids, out bool truncated)
    {
        const int Frame = 2;
        if (ids.Length < Frame)
        {
            throw new ArgumentException(
                $"There is room for {ids.Length} ids; [CLS] and [SEP] need {Frame}.",
                nameof(ids));
        }

        // A word makes at least one piece, so one word more than there is room for tells whether anything is left out.
        var room = ids.Length - Frame;
        var pieces = Pieces(text, room + 1);
        truncated = pieces.Count > room;
        var count = Math.Min(pieces.Count, room);
        ids[0] = ClsId;
        for (var i = 0; i < count; i++)
        {
            ids[i + 1] = pieces[i];
        }

        ids[count + 1] = SepId;
        return count + Frame;
    }

    /// <summary>
    /// Encodes a phrase as <see cref="Encode(ReadOnlySpan{char}, Span{int}, out bool)"/> does, and beside it as much of
    /// a second text as there is room for: [CLS], the phrase's pieces, [SEP], the text's, [SEP].
    /// </summary>
    /// <param name="text">The phrase.</param>
    /// <param name="beside">
    /// The text beside it; none is read where it has no pieces or there is no room for one.
    /// </param>
    /// <param name="ids">Takes the ids; its length is the most there may be, at least 2.</param>
    /// <param name="besideAt">Where the second segment begins: the number of ids where there is none.</param>
    /// <param name="truncated">Whether pieces of the phrase were left out.</param>
    /// <returns>The number of ids written.</returns>
    internal int EncodePair(
        ReadOnlySpan<char> text,
        ReadOnlySpan<char> beside,
        Span<int> ids,
        out int besideAt,
        out bool truncated)
    {
        const int Least = 3; // the [SEP] before, a piece, the [SEP] after
        besideAt = Encode(text, ids, out truncated);
        var second = ids[(besideAt - 1)..];
        var added = second.Length < Least || beside.IsEmpty ? 0 : Encode(beside, second, out _);
        second[0] = SepId;
        return added < Least ? besideAt : besideAt - 1 + added;
    }

    private IReadOnlyList<int> Pieces(ReadOnlySpan<char> text, int maxWords) =>
        WordPieces.EncodeToIds(BertNormalizer.Normalize(text, maxWords), considerNormalization: false);
}
