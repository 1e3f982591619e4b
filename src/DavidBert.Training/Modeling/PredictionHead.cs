using DavidBert.Training.Export;
using DavidBert.Training.Quantization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>The transformed vector against the word-embedding table, where named slots have rows of their own.</summary>
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

        return logits + bias;
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
