using DavidBert.Training.Export;
using DavidBert.Training.Quantization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>The wide part of the feed-forward half: a projection and GELU (erf).</summary>
internal sealed class BertIntermediate : nn.Module
{
    private readonly Linear dense;
    private readonly QuantizationSimulator quantization;
    private readonly string site;

    public BertIntermediate(BertConfig config, int layer, QuantizationSimulator quantization)
        : base(nameof(BertIntermediate))
    {
        dense = nn.Linear(config.HiddenSize, config.IntermediateSize);
        this.quantization = quantization;
        site = QuantizationSite.Intermediate(layer);
        RegisterComponents();
    }

    /// <summary>[batch, length, hidden] to [batch, length, intermediate].</summary>
    public Tensor Forward(Tensor hidden) =>
        nn.functional.gelu(quantization.Linear(dense, quantization.Activation(site, hidden)));
}
