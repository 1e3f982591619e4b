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

    /// <summary>[batch, length] ids to [batch, length, hidden].</summary>
    public Tensor Forward(Tensor input_ids)
    {
        var words = quantization.Table(Table).index_select(0, input_ids.flatten()).reshape([.. input_ids.shape, -1]);
        var positions = position_embeddings.weight!.narrow(0, 0, input_ids.shape[1]);
        var segment = token_type_embeddings.weight![0];
        return dropout.call(LayerNorm.call(words + positions + segment));
    }
}
