using DavidBert.Training.Export;
using DavidBert.Training.Quantization;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>The first half of a layer: self-attention and its residual.</summary>
internal sealed class BertAttention : nn.Module
{
    private readonly BertSelfAttention self;
    private readonly BertResidual output;

    public BertAttention(BertConfig config, int layer, QuantizationSimulator quantization)
        : base(nameof(BertAttention))
    {
        self = new BertSelfAttention(config, layer, quantization);
        output = new BertResidual(config, config.HiddenSize, QuantizationSite.AttentionOutput(layer), quantization);
        RegisterComponents();
    }

    /// <summary>[batch, length, hidden] to [batch, queries, hidden].</summary>
    public Tensor Forward(Tensor hidden, Tensor mask, bool firstOnly) =>
        output.Forward(self.Forward(hidden, mask, firstOnly), firstOnly ? hidden.narrow(1, 0, 1) : hidden);
}
