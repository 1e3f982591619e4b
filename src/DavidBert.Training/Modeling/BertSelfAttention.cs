using DavidBert.Training.Export;
using DavidBert.Training.Quantization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>Scaled dot-product attention of every position over all that the mask admits.</summary>
internal sealed class BertSelfAttention : nn.Module
{
    private readonly Linear query;
    private readonly Linear key;
    private readonly Linear value;
    private readonly Dropout dropout;
    private readonly QuantizationSimulator quantization;
    private readonly string site;
    private readonly int heads;
    private readonly int headSize;

    public BertSelfAttention(BertConfig config, int layer, QuantizationSimulator quantization)
        : base(nameof(BertSelfAttention))
    {
        query = nn.Linear(config.HiddenSize, config.HiddenSize);
        key = nn.Linear(config.HiddenSize, config.HiddenSize);
        value = nn.Linear(config.HiddenSize, config.HiddenSize);
        dropout = nn.Dropout(config.AttentionProbsDropoutProb);
        this.quantization = quantization;
        site = QuantizationSite.AttentionInput(layer);
        heads = config.NumAttentionHeads;
        headSize = config.HeadSize;
        RegisterComponents();
    }

    /// <summary>
    /// [batch, length, hidden] and an additive mask [batch, 1, 1, length] to [batch, queries, hidden], where queries is
    /// length, or 1 for [CLS] alone.
    /// </summary>
    public Tensor Forward(Tensor hidden, Tensor mask, bool firstOnly)
    {
        hidden = quantization.Activation(site, hidden);
        var q = Split(quantization.Linear(query, firstOnly ? hidden.narrow(1, 0, 1) : hidden));
        var k = Split(quantization.Linear(key, hidden));
        var v = Split(quantization.Linear(value, hidden));
        var scores = q.matmul(k.transpose(-1, -2)) / Math.Sqrt(headSize);
        var probabilities = dropout.call((scores + mask).softmax(-1));
        return probabilities.matmul(v).transpose(1, 2).flatten(2);
    }

    private Tensor Split(Tensor x) => x.reshape(x.shape[0], x.shape[1], heads, headSize).transpose(1, 2);
}
