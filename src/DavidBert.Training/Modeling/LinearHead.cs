using DavidBert.Training.Export;
using DavidBert.Training.Quantization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

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
        weight = new Parameter(randn(config.VocabSize, config.HiddenSize) * config.InitializerRange);
        bias = new Parameter(zeros(config.VocabSize));
        this.quantization = quantization;
        RegisterComponents();
    }

    /// <inheritdoc />
    public override Parameter OutputRows => weight;

    /// <inheritdoc />
    public override Tensor Forward(Tensor pooled, Parameter table) =>
        quantization.Linear(weight, bias, quantization.Activation(QuantizationSite.Head, pooled));
}
