using DavidBert.Training.Export;
using DavidBert.Training.Quantization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>Linear, GELU (erf) and LayerNorm before the table.</summary>
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

    /// <summary>[batch, hidden] to [batch, hidden].</summary>
    public Tensor Forward(Tensor pooled) => LayerNorm.call(
        nn.functional.gelu(quantization.Linear(dense, quantization.Activation(QuantizationSite.Head, pooled))));
}
