using DavidBert.Training.Quantization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>The stack of layers.</summary>
internal sealed class BertEncoder : nn.Module
{
    private readonly ModuleList<BertLayer> layer;

    public BertEncoder(BertConfig config, QuantizationSimulator quantization)
        : base(nameof(BertEncoder))
    {
        layer = new ModuleList<BertLayer>(
            [.. Enumerable.Range(0, config.NumHiddenLayers).Select(i => new BertLayer(config, i, quantization))]);
        RegisterComponents();
    }

    /// <summary>
    /// [batch, length, hidden] to [batch, queries, hidden]; with <paramref name="firstOnly"/> the last layer is computed
    /// for [CLS] alone, as nothing reads the rest of it.
    /// </summary>
    public Tensor Forward(Tensor hidden, Tensor mask, bool firstOnly)
    {
        for (var i = 0; i < layer.Count; i++)
        {
            hidden = layer[i].Forward(hidden, mask, firstOnly && i == layer.Count - 1);
        }

        return hidden;
    }
}
