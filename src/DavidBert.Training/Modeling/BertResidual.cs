using DavidBert.Training.Quantization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>The end of both halves of a layer: a projection, dropout, the residual and LayerNorm.</summary>
internal sealed class BertResidual : nn.Module
{
    private readonly Linear dense;
    private readonly LayerNorm LayerNorm;
    private readonly Dropout dropout;
    private readonly QuantizationSimulator quantization;
    private readonly string site;

    public BertResidual(BertConfig config, int inputSize, string site, QuantizationSimulator quantization)
        : base(nameof(BertResidual))
    {
        dense = nn.Linear(inputSize, config.HiddenSize);
        LayerNorm = nn.LayerNorm(config.HiddenSize, config.LayerNormEps);
        dropout = nn.Dropout(config.HiddenDropoutProb);
        this.quantization = quantization;
        this.site = site;
        RegisterComponents();
    }

    /// <summary>[batch, length, inputSize] and its residual [batch, length, hidden] to [batch, length, hidden].</summary>
    public Tensor Forward(Tensor x, Tensor residual)
    {
        var projected = quantization.Linear(dense, quantization.Activation(site, x));
        return LayerNorm.call(dropout.call(projected) + residual);
    }
}
