using DavidBert.Training.Quantization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>
/// The head of BERT's masked language model: Linear, GELU, LayerNorm, then the word-embedding table transposed plus a bias.
/// </summary>
/// <remarks>
/// The rows of named slots are parameters of their own, <c>cls.predictions.slots</c> [slots, hidden], so that they train where
/// the table is frozen; no input ever reads them.
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
    public override Tensor Forward(Tensor pooled, Parameter table) => predictions.Forward(pooled, table);
}
