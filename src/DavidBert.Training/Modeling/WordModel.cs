using DavidBert.Bundles;
using DavidBert.Training.Quantization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>A BERT with a head onto its vocabulary: what maps a phrase to one word.</summary>
public sealed class WordModel : nn.Module
{
    private readonly BertModel bert;
    private readonly WordHead head;
    private readonly Tensor answerable;

    /// <summary>A model with fresh weights.</summary>
    /// <param name="config">The dimensions.</param>
    /// <param name="pooling">How the encoder's output becomes one vector.</param>
    /// <param name="headKind">The form of the head.</param>
    /// <param name="answers">
    /// What the output indexes are called; as many as |V|, but for a head of answers alone.
    /// </param>
    /// <param name="slots">
    /// The indexes in <paramref name="answers"/> that are named slots, in the order of their rows.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="answers"/> are not |V| in number.</exception>
    public WordModel(
        BertConfig config, Pooling pooling, HeadKind headKind, AnswerVocabulary answers, IReadOnlyList<int> slots)
        : base(nameof(WordModel))
    {
        if (headKind != HeadKind.Answers && answers.Count != config.VocabSize)
        {
            throw new ArgumentException(
                $"There are {answers.Count} answers for a vocabulary of {config.VocabSize}.", nameof(answers));
        }

        (Config, Pooling, HeadKind, Answers, SlotIndexes) = (config, pooling, headKind, answers, slots);
        bert = new BertModel(config, pooling, Quantization);
        register_module(nameof(bert), bert);
        head = WordHead.Of(headKind, config, answers.Count, slots, Quantization);
        register_module(head.GetName(), head);
        answerable = tensor(
            Enumerable.Range(0, answers.Count).Where(answers.IsAnswerable).Select(i => (long)i).ToArray())
            .DetachFromDisposeScope();
    }

    /// <summary>The dimensions.</summary>
    public BertConfig Config { get; }

    /// <summary>How the encoder's output becomes one vector.</summary>
    public Pooling Pooling { get; }

    /// <summary>The form of the head.</summary>
    public HeadKind HeadKind { get; }

    /// <summary>What the output indexes are called.</summary>
    public AnswerVocabulary Answers { get; }

    /// <summary>The indexes of the named slots, in the order of their rows.</summary>
    public IReadOnlyList<int> SlotIndexes { get; }

    /// <summary>What stands where the exported model quantizes.</summary>
    internal QuantizationSimulator Quantization { get; } = new();

    /// <summary>The encoder.</summary>
    internal BertModel Encoder => bert;

    /// <summary>The word-embedding table, [|V|, hidden].</summary>
    public Parameter Table => bert.Table;

    /// <summary>The parameters of the head, without the table.</summary>
    public IEnumerable<Parameter> HeadParameters => head.parameters();

    /// <summary>The head.</summary>
    internal WordHead Head => head;

    /// <summary>
    /// Logits [batch, answers] of <c>input_ids</c>, <c>attention_mask</c> and <c>token_type_ids</c>, all int64
    /// [batch, length]; without the last all is of segment 0.
    /// </summary>
    public Tensor Logits(Tensor input_ids, Tensor attention_mask, Tensor? token_type_ids = null)
    {
        using var scope = NewDisposeScope();
        var pooled = bert.Forward(input_ids, attention_mask, token_type_ids);
        return head.Forward(pooled, bert.Table).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The model in one call: ids to logits and words, and with <paramref name="labels"/> the mean cross-entropy too.
    /// Training itself reads <see cref="Logits"/>, as its targets are shares of several words.
    /// </summary>
    /// <param name="input_ids">int64 [batch, length].</param>
    /// <param name="attention_mask">int64 [batch, length], 1 where a piece stands, 0 where the batch is padded.</param>
    /// <param name="labels">int64 [batch], the right output index of each row; null for no loss.</param>
    public WordModelOutput Forward(Tensor input_ids, Tensor attention_mask, Tensor? labels = null)
    {
        var logits = Logits(input_ids, attention_mask);
        var loss = labels is null ? null : nn.functional.cross_entropy(logits, labels);
        var words = Rank(logits, 1).Select(r => r[0].Word).ToArray();
        return new WordModelOutput(logits, words, loss);
    }

    /// <summary>
    /// The best <paramref name="topK"/> words of each row of <paramref name="logits"/> [batch, answers], best first.
    /// </summary>
    /// <remarks>Scores are the softmax over the words that can be answered.</remarks>
    public IReadOnlyList<IReadOnlyList<ScoredWord>> Rank(Tensor logits, int topK)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var probabilities = logits.index_select(1, answerable).softmax(1);
        var (scores, places) = probabilities.topk((int)Math.Min(topK, answerable.shape[0]), 1);
        var ids = answerable.index_select(0, places.flatten()).data<long>().ToArray();
        var values = scores.flatten().data<float>().ToArray();
        return [.. ids.Zip(values, (id, score) => new ScoredWord(Answers[(int)id], score)).Chunk((int)scores.shape[1])];
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            answerable.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>What a forward pass gives.</summary>
/// <param name="Logits">[batch, |V|].</param>
/// <param name="Words">The answer of each row: argmax over the words that can be answered.</param>
/// <param name="Loss">The mean cross-entropy over all of |V| against the labels; null where none were given.</param>
public sealed record WordModelOutput(Tensor Logits, IReadOnlyList<string> Words, Tensor? Loss);
