using DavidBert.Training.Export;
using DavidBert.Training.Quantization;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>One layer of the encoder: attention, then feed-forward.</summary>
internal sealed class BertLayer : nn.Module
{
    private readonly BertAttention attention;
    private readonly BertIntermediate intermediate;
    private readonly BertResidual output;

    public BertLayer(BertConfig config, int layer, QuantizationSimulator quantization)
        : base(nameof(BertLayer))
    {
        attention = new BertAttention(config, layer, quantization);
        intermediate = new BertIntermediate(config, layer, quantization);
        output = new BertResidual(config, config.IntermediateSize, QuantizationSite.Output(layer), quantization);
        RegisterComponents();
    }

    /// <summary>[batch, length, hidden] to [batch, queries, hidden]; queries is 1 where only [CLS] is asked for.</summary>
    public Tensor Forward(Tensor hidden, Tensor mask, bool firstOnly)
    {
        var attended = attention.Forward(hidden, mask, firstOnly);
        return output.Forward(intermediate.Forward(attended), attended);
    }
}
