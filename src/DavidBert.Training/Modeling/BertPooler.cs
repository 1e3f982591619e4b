using DavidBert.Training.Export;
using DavidBert.Training.Quantization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>BERT's pooler: tanh(W·h + b) of [CLS]'s hidden state.</summary>
internal sealed class BertPooler : nn.Module
{
    private readonly Linear dense;
    private readonly QuantizationSimulator quantization;

    public BertPooler(BertConfig config, QuantizationSimulator quantization)
        : base(nameof(BertPooler))
    {
        dense = nn.Linear(config.HiddenSize, config.HiddenSize);
        this.quantization = quantization;
        RegisterComponents();
    }

    /// <summary>[batch, hidden] to [batch, hidden].</summary>
    public Tensor Forward(Tensor first) =>
        quantization.Linear(dense, quantization.Activation(QuantizationSite.Pooler, first)).tanh();
}
