using DavidBert.Training.Native;
using DavidBert.Training.Quantization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>How the pooled vector, [batch, hidden], becomes logits over the vocabulary, [batch, |V|].</summary>
public enum HeadKind
{
    /// <summary>
    /// One fully connected layer: <c>classifier.weight</c> [|V|, hidden] and <c>classifier.bias</c> [|V|].
    /// </summary>
    Linear,

    /// <summary>
    /// Linear, GELU (erf) and LayerNorm (<c>cls.predictions.transform</c>), then the word-embedding table transposed
    /// plus <c>cls.predictions.bias</c> [|V|]: the form of BERT's own masked language model.
    /// </summary>
    Tied,

    /// <summary>
    /// Linear, GELU (erf) and LayerNorm (<c>cls.transform</c>), then one row for each answer, and for no other word:
    /// <c>cls.answers.weight</c> [answers, hidden] and <c>cls.answers.bias</c> [answers].
    /// </summary>
    Answers,
}

/// <summary>The projection of a pooled vector onto the vocabulary.</summary>
internal abstract class WordHead(string name) : nn.Module(name)
{
    /// <summary>The matrix whose rows stand for output words and are trained, or null where there is none.</summary>
    public abstract Parameter? OutputRows { get; }

    /// <summary>The row of <see cref="OutputRows"/> that a named slot has.</summary>
    /// <param name="index">Its index in the vocabulary.</param>
    /// <param name="place">Its place among the named slots.</param>
    public abstract int RowOf(int index, int place);

    /// <summary>Starts the rows of all words from the word-embedding table, where the head has such rows.</summary>
    public abstract void StartFrom(Parameter table);

    /// <summary>A head with fresh weights.</summary>
    public static WordHead Of(
        HeadKind kind, BertConfig config, int answers, IReadOnlyList<int> slots, QuantizationSimulator quantization) =>
        kind switch
        {
            HeadKind.Linear => new LinearHead(config, quantization),
            HeadKind.Tied => new TiedHead(config, slots, quantization),
            HeadKind.Answers => new AnswerHead(config, answers, quantization),
        };

    /// <summary>Logits [batch, answers].</summary>
    /// <param name="pooled">[batch, hidden].</param>
    /// <param name="table">The word-embedding table, [|V|, hidden], which a tied head multiplies with.</param>
    public abstract Tensor Forward(Tensor pooled, Parameter table);
}

/// <summary>One fully connected layer onto the vocabulary: <c>weight</c> [|V|, hidden] and <c>bias</c> [|V|].</summary>
internal sealed class LinearHead : WordHead
{
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly QuantizationSimulator quantization;

    /// <summary>A head with fresh weights.</summary>
    public LinearHead(BertConfig config, QuantizationSimulator quantization)
        : base("classifier")
    {
        weight = new Parameter(empty(config.VocabSize, config.HiddenSize));
        bias = new Parameter(zeros(config.VocabSize));
        this.quantization = quantization;
        RegisterComponents();
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        nn.init.normal_(weight, 0, config.InitializerRange);
    }

    /// <inheritdoc />
    public override Parameter OutputRows => weight;

    /// <inheritdoc />
    public override int RowOf(int index, int place) => index;

    /// <inheritdoc />
    public override void StartFrom(Parameter table)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        weight.copy_(table);
    }

    /// <inheritdoc />
    public override Tensor Forward(Tensor pooled, Parameter table) =>
        quantization.Linear(weight, bias, quantization.Activation(QuantizationSite.Head, pooled));
}

/// <summary>
/// The head of BERT's masked language model: Linear, GELU, LayerNorm, then the word-embedding table transposed plus a
/// bias.
/// </summary>
/// <remarks>
/// The rows of named slots are parameters of their own, <c>cls.predictions.slots</c> [slots, hidden], so that they
/// train where the table is frozen; no input ever reads them.
/// </remarks>
internal sealed class TiedHead : WordHead
{
    private readonly PredictionHead predictions;

    /// <summary>A head with fresh weights.</summary>
    public TiedHead(BertConfig config, IReadOnlyList<int> slots, QuantizationSimulator quantization)
        : base("cls")
    {
        predictions = new PredictionHead(config, slots, quantization);
        register_module(nameof(predictions), predictions);
        FreshWeights.Fill(this, config.InitializerRange);
    }

    /// <summary>The trained rows of the named slots, [slots, hidden], or null where there are none.</summary>
    public override Parameter? OutputRows => predictions.Slots;

    /// <inheritdoc />
    public override int RowOf(int index, int place) => place;

    /// <inheritdoc />
    public override void StartFrom(Parameter table)
    {
    }

    /// <inheritdoc />
    public override Tensor Forward(Tensor pooled, Parameter table) => predictions.Forward(pooled, table);
}

/// <summary>
/// The transformed vector against the word-embedding table, where named slots have rows of their own.
/// </summary>
internal sealed class PredictionHead : nn.Module
{
    private readonly PredictionTransform transform;
    private readonly Parameter bias;
    private readonly Tensor slotIndexes;
    private readonly QuantizationSimulator quantization;

    public PredictionHead(BertConfig config, IReadOnlyList<int> slots, QuantizationSimulator quantization)
        : base("predictions")
    {
        transform = new PredictionTransform(config, quantization);
        bias = new Parameter(zeros(config.VocabSize));
        register_module(nameof(transform), transform);
        register_parameter(nameof(bias), bias);
        this.quantization = quantization;
        slotIndexes = tensor(slots.Select(i => (long)i).ToArray()).DetachFromDisposeScope();
        if (slots.Count > 0)
        {
            Slots = new Parameter(zeros(slots.Count, config.HiddenSize));
            register_parameter("slots", Slots);
        }
    }

    /// <summary>The rows of the named slots, [slots, hidden].</summary>
    public Parameter? Slots { get; }

    /// <summary>[batch, hidden] to [batch, |V|].</summary>
    public Tensor Forward(Tensor pooled, Parameter table)
    {
        var transformed = quantization.Activation(QuantizationSite.Table, transform.Forward(pooled));
        var logits = transformed.matmul(quantization.Table(table).t());
        if (Slots is not null)
        {
            logits = logits.index_copy(1, slotIndexes, transformed.matmul(quantization.Weight(Slots).t()));
        }

        return logits.Plus(bias);
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            slotIndexes.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>One row for each answer, behind the transform of BERT's own head.</summary>
internal sealed class AnswerHead : WordHead
{
    private readonly PredictionTransform transform;
    private readonly Linear answers;
    private readonly QuantizationSimulator quantization;

    /// <summary>A head with fresh weights.</summary>
    public AnswerHead(BertConfig config, int count, QuantizationSimulator quantization)
        : base("cls")
    {
        transform = new PredictionTransform(config, quantization);
        answers = nn.Linear(config.HiddenSize, count);
        this.quantization = quantization;
        RegisterComponents();
        FreshWeights.Fill(this, config.InitializerRange);
    }

    /// <summary>[batch, hidden] to what meets the rows of the answers, [batch, hidden].</summary>
    public Tensor Transformed(Tensor pooled) => transform.Forward(pooled);

    /// <summary>Whether the transform is trained beside the rows of the answers.</summary>
    public bool TrainsTransform
    {
        set
        {
            foreach (var parameter in transform.parameters())
            {
                parameter.requires_grad = value;
            }
        }
    }

    /// <summary>Makes the transform keep the geometry of what the encoder gives.</summary>
    public void StartAsIdentity() => transform.StartAsIdentity();

    /// <summary>Sets the row of an answer, [hidden], and its bias.</summary>
    public void SetAnswer(int index, float[] row, float bias)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        answers.weight![index].copy_(tensor(row));
        answers.bias!.narrow(0, index, 1).copy_(tensor([bias]));
    }

    /// <inheritdoc />
    public override Parameter OutputRows => answers.weight!;

    /// <inheritdoc />
    public override int RowOf(int index, int place) => index;

    /// <inheritdoc />
    public override void StartFrom(Parameter table)
    {
    }

    /// <inheritdoc />
    public override Tensor Forward(Tensor pooled, Parameter table) => quantization.Linear(
        answers, quantization.Activation(QuantizationSite.Table, transform.Forward(pooled)));
}

/// <summary>Linear, GELU (erf) and LayerNorm before the rows of words.</summary>
internal sealed class PredictionTransform : nn.Module
{
    private readonly Linear dense;
    private readonly LayerNorm LayerNorm;
    private readonly QuantizationSimulator quantization;

    public PredictionTransform(BertConfig config, QuantizationSimulator quantization)
        : base("transform")
    {
        dense = nn.Linear(config.HiddenSize, config.HiddenSize);
        LayerNorm = nn.LayerNorm(config.HiddenSize, config.LayerNormEps);
        this.quantization = quantization;
        RegisterComponents();
    }

    /// <summary>
    /// Weights at which only the normalization changes the vector: GELU is a straight line near 0, and what is divided
    /// here is multiplied again there.
    /// </summary>
    public void StartAsIdentity()
    {
        const int NearZero = 10;
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        dense.weight!.copy_(eye(dense.weight.shape[0]).OverInPlace(NearZero));
        nn.init.zeros_(dense.bias!);
    }

    /// <summary>[batch, hidden] to float32 [batch, hidden].</summary>
    public Tensor Forward(Tensor pooled) => LayerNorm.call(nn.functional.gelu(
        quantization.Linear(dense, quantization.Activation(QuantizationSite.Head, pooled)).to(ScalarType.Float32)));
}
