using DavidBert.Training.Native;
using DavidBert.Training.Quantization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>Word, position and segment embeddings, summed, normalized and dropped out.</summary>
internal sealed class BertEmbeddings : nn.Module
{
    private readonly Embedding word_embeddings;
    private readonly Embedding position_embeddings;
    private readonly Embedding token_type_embeddings;
    private readonly LayerNorm LayerNorm;
    private readonly Dropout dropout;
    private readonly QuantizationSimulator quantization;

    public BertEmbeddings(BertConfig config, QuantizationSimulator quantization)
        : base(nameof(BertEmbeddings))
    {
        word_embeddings = nn.Embedding(config.VocabSize, config.HiddenSize, padding_idx: null);
        position_embeddings = nn.Embedding(config.MaxPositionEmbeddings, config.HiddenSize);
        token_type_embeddings = nn.Embedding(config.TypeVocabSize, config.HiddenSize);
        LayerNorm = nn.LayerNorm(config.HiddenSize, config.LayerNormEps);
        dropout = nn.Dropout(config.HiddenDropoutProb);
        this.quantization = quantization;
        RegisterComponents();
    }

    /// <summary>The word-embedding table, [|V|, hidden].</summary>
    public Parameter Table => word_embeddings.weight!;

    /// <summary>[batch, length] ids, and segments where they are not all 0, to [batch, length, hidden].</summary>
    public Tensor Forward(Tensor input_ids, Tensor? token_type_ids)
    {
        var words = quantization.Table(Table).index_select(0, input_ids.flatten()).reshape([.. input_ids.shape, -1]);
        var positions = position_embeddings.weight!.narrow(0, 0, input_ids.shape[1]);
        var segments = token_type_embeddings.weight!;
        var segment = token_type_ids is null
            ? segments.select(0, 0)
            : segments.index_select(0, token_type_ids.flatten()).reshape([.. token_type_ids.shape, -1]);
        return dropout.call(LayerNorm.call(words.Plus(positions).Plus(segment)));
    }
}

/// <summary>Scaled dot-product attention of every position over all that the mask admits.</summary>
internal sealed class BertSelfAttention : nn.Module
{
    private readonly Linear query;
    private readonly Linear key;
    private readonly Linear value;
    private readonly QuantizationSimulator quantization;
    private readonly string site;
    private readonly BertConfig config;

    public BertSelfAttention(BertConfig config, int layer, QuantizationSimulator quantization)
        : base(nameof(BertSelfAttention))
    {
        query = nn.Linear(config.HiddenSize, config.HiddenSize);
        key = nn.Linear(config.HiddenSize, config.HiddenSize);
        value = nn.Linear(config.HiddenSize, config.HiddenSize);
        this.quantization = quantization;
        site = QuantizationSite.AttentionInput(layer);
        this.config = config;
        RegisterComponents();
    }

    /// <summary>
    /// [batch, length, hidden] and an additive mask [batch, 1, 1, length] to [batch, queries, hidden], where queries is
    /// length, or 1 for [CLS] alone.
    /// </summary>
    public Tensor Forward(Tensor hidden, Tensor mask, bool firstOnly)
    {
        hidden = quantization.Activation(site, hidden);
        var q = Heads(quantization.Linear(query, firstOnly ? hidden.narrow(1, 0, 1) : hidden));
        var k = Heads(quantization.Linear(key, hidden));
        var v = Heads(quantization.Linear(value, hidden));
        var dropout = training ? config.AttentionProbsDropoutProb : 0;
        return nn.functional.scaled_dot_product_attention(q, k, v, mask, dropout).transpose(1, 2).flatten(2);
    }

    /// <summary>[batch, length, hidden] to [batch, heads, length, hidden / heads].</summary>
    private Tensor Heads(Tensor x) =>
        x.reshape(x.shape[0], x.shape[1], config.NumAttentionHeads, config.HeadSize).transpose(1, 2);
}

/// <summary>What ends both halves of a layer: a projection, dropout, the residual and LayerNorm.</summary>
internal sealed class BertOutput : nn.Module
{
    private readonly Linear dense;
    private readonly LayerNorm LayerNorm;
    private readonly Dropout dropout;
    private readonly QuantizationSimulator quantization;
    private readonly string site;

    public BertOutput(BertConfig config, int inputSize, string site, QuantizationSimulator quantization)
        : base(nameof(BertOutput))
    {
        dense = nn.Linear(inputSize, config.HiddenSize);
        LayerNorm = nn.LayerNorm(config.HiddenSize, config.LayerNormEps);
        dropout = nn.Dropout(config.HiddenDropoutProb);
        this.quantization = quantization;
        this.site = site;
        RegisterComponents();
    }

    /// <summary>
    /// [batch, queries, inputSize] and the residual [batch, queries, hidden] to [batch, queries, hidden].
    /// </summary>
    public Tensor Forward(Tensor x, Tensor residual)
    {
        var projected = quantization.Linear(dense, quantization.Activation(site, x));
        return LayerNorm.call(dropout.call(projected).Plus(residual));
    }
}

/// <summary>The first half of a layer: self-attention and its residual.</summary>
internal sealed class BertAttention : nn.Module
{
    private readonly BertSelfAttention self;
    private readonly BertOutput output;

    public BertAttention(BertConfig config, int layer, QuantizationSimulator quantization)
        : base(nameof(BertAttention))
    {
        self = new BertSelfAttention(config, layer, quantization);
        output = new BertOutput(config, config.HiddenSize, QuantizationSite.AttentionOutput(layer), quantization);
        RegisterComponents();
    }

    /// <summary>[batch, length, hidden] to [batch, queries, hidden].</summary>
    public Tensor Forward(Tensor hidden, Tensor mask, bool firstOnly) =>
        output.Forward(self.Forward(hidden, mask, firstOnly), firstOnly ? hidden.narrow(1, 0, 1) : hidden);
}

/// <summary>The wide part of the second half of a layer, the feed-forward one: a projection and GELU (erf).</summary>
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

    /// <summary>[batch, queries, hidden] to [batch, queries, intermediate].</summary>
    public Tensor Forward(Tensor hidden) =>
        nn.functional.gelu(quantization.Linear(dense, quantization.Activation(site, hidden)));
}

/// <summary>One layer of the encoder: attention, then feed-forward.</summary>
internal sealed class BertLayer : nn.Module
{
    private readonly BertAttention attention;
    private readonly BertIntermediate intermediate;
    private readonly BertOutput output;

    public BertLayer(BertConfig config, int layer, QuantizationSimulator quantization)
        : base(nameof(BertLayer))
    {
        attention = new BertAttention(config, layer, quantization);
        intermediate = new BertIntermediate(config, layer, quantization);
        output = new BertOutput(config, config.IntermediateSize, QuantizationSite.Output(layer), quantization);
        RegisterComponents();
    }

    /// <summary>
    /// [batch, length, hidden] to [batch, queries, hidden]; queries is 1 where only [CLS] is asked for.
    /// </summary>
    public Tensor Forward(Tensor hidden, Tensor mask, bool firstOnly)
    {
        var attended = attention.Forward(hidden, mask, firstOnly);
        return output.Forward(intermediate.Forward(attended), attended);
    }
}

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
    /// [batch, length, hidden] to [batch, queries, hidden]; with <paramref name="firstOnly"/> the last layer is
    /// computed for [CLS] alone, as nothing reads the rest of it.
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

/// <summary>
/// BERT (Devlin et al. 2019, arXiv:1810.04805): embeddings, encoder and pooler. A field is called as its parameters
/// are in Hugging Face's checkpoints.
/// </summary>
internal sealed class BertModel : nn.Module
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

    /// <summary>The pooled vector, [batch, hidden].</summary>
    /// <param name="input_ids">int64 [batch, length].</param>
    /// <param name="attention_mask">
    /// int64 [batch, length], 1 where a piece stands and 0 where the batch is padded.
    /// </param>
    /// <param name="token_type_ids">int64 [batch, length], 1 in second segments; null where there are none.</param>
    public Tensor Forward(Tensor input_ids, Tensor attention_mask, Tensor? token_type_ids = null)
    {
        using var scope = NewDisposeScope();
        var hidden = embeddings.Forward(input_ids, token_type_ids);
        var admitted = attention_mask.to(hidden.dtype);
        var mask = admitted.log().unsqueeze(1).unsqueeze(1); // added to scores: 0 where admitted, else -∞
        var last = encoder.Forward(hidden, mask, firstOnly: !pooling.ReadsAllPositions);
        var pooled = pooling switch
        {
            Pooling.Pooler => pooler.Forward(last.select(1, 0)),
            Pooling.FirstToken => last.select(1, 0),
            Pooling.Mean => last.mul(admitted.unsqueeze(-1)).sum(1).div(admitted.sum(1, keepdim: true)),
        };
        return pooled.MoveToOuterDisposeScope();
    }
}

/// <summary>BERT's initial weights: normal with a small deviation, biases 0, LayerNorm the identity.</summary>
internal static class FreshWeights
{
    public static void Fill(nn.Module module, double deviation)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var part in module.modules())
        {
            switch (part)
            {
                case Linear linear:
                    nn.init.normal_(linear.weight!, 0, deviation);
                    nn.init.zeros_(linear.bias!);
                    break;
                case Embedding embedding:
                    nn.init.normal_(embedding.weight!, 0, deviation);
                    break;
            }
        }
    }
}
