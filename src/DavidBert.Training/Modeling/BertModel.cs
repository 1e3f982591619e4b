using DavidBert.Training.Quantization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>BERT's encoder with its embeddings and pooler; parameter names are Hugging Face's.</summary>
public sealed class BertModel : nn.Module
{
    private readonly BertEmbeddings embeddings;
    private readonly BertEncoder encoder;
    private readonly BertPooler pooler;
    private readonly Pooling pooling;

    /// <summary>A model with fresh weights: normal with <see cref="BertConfig.InitializerRange"/>, biases 0.</summary>
    public BertModel(BertConfig config, Pooling pooling, QuantizationSimulator quantization)
        : base(nameof(BertModel))
    {
        embeddings = new BertEmbeddings(config, quantization);
        encoder = new BertEncoder(config, quantization);
        pooler = new BertPooler(config, quantization);
        this.pooling = pooling;
        RegisterComponents();
        FreshWeights.Fill(this, config.InitializerRange);
    }

    /// <summary>The word-embedding table, [|V|, hidden].</summary>
    public Parameter Table => embeddings.Table;

    /// <summary>The pooled vector, [batch, hidden], of <c>input_ids</c> and <c>attention_mask</c>, both int64 [batch, length].</summary>
    public Tensor Forward(Tensor input_ids, Tensor attention_mask)
    {
        var hidden = embeddings.Forward(input_ids);
        var admitted = attention_mask.to(hidden.dtype);
        var mask = ((1 - admitted) * float.MinValue).unsqueeze(1).unsqueeze(1);
        var last = encoder.Forward(hidden, mask, firstOnly: pooling != Pooling.Mean);
        return pooling switch
        {
            Pooling.Pooler => pooler.Forward(last.select(1, 0)),
            Pooling.FirstToken => last.select(1, 0),
            _ => (last * admitted.unsqueeze(-1)).sum(1) / admitted.sum(1, keepdim: true),
        };
    }
}
