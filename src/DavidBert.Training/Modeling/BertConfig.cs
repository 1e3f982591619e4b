using System.Text.Json;
using System.Text.Json.Serialization;

namespace DavidBert.Training.Modeling;

/// <summary>The dimensions of a BERT, as Hugging Face's <c>config.json</c> names them.</summary>
public sealed record BertConfig
{
    /// <summary>|V|, the number of rows of the word-embedding table.</summary>
    [JsonRequired]
    public int VocabSize { get; init; }

    /// <summary>The width of a hidden state.</summary>
    [JsonRequired]
    public int HiddenSize { get; init; }

    /// <summary>How many layers the encoder has.</summary>
    [JsonRequired]
    public int NumHiddenLayers { get; init; }

    /// <summary>How many heads an attention has; divides <see cref="HiddenSize"/>.</summary>
    [JsonRequired]
    public int NumAttentionHeads { get; init; }

    /// <summary>The width of the feed-forward layer between its two matrices.</summary>
    [JsonRequired]
    public int IntermediateSize { get; init; }

    /// <summary>The longest sequence in word pieces, [CLS] and [SEP] included.</summary>
    public int MaxPositionEmbeddings { get; init; } = 512;

    /// <summary>How many segment types there are; a phrase is always of type 0.</summary>
    public int TypeVocabSize { get; init; } = 2;

    /// <summary>The epsilon under the root of every LayerNorm.</summary>
    public double LayerNormEps { get; init; } = 1e-12;

    /// <summary>The dropout after embeddings, attention output and feed-forward output, 0 to below 1.</summary>
    public double HiddenDropoutProb { get; init; } = 0.1;

    /// <summary>The dropout on attention probabilities, 0 to below 1.</summary>
    public double AttentionProbsDropoutProb { get; init; } = 0.1;

    /// <summary>The standard deviation of fresh weights.</summary>
    public double InitializerRange { get; init; } = 0.02;

    /// <summary>The feed-forward activation; only <c>gelu</c> (the exact form with erf) is known.</summary>
    public string HiddenAct { get; init; } = "gelu";

    /// <summary>The kind of positions; only <c>absolute</c> is known.</summary>
    public string PositionEmbeddingType { get; init; } = "absolute";

    /// <summary>The kind of model; only <c>bert</c> is known.</summary>
    public string ModelType { get; init; } = "bert";

    /// <summary>The width of one attention head.</summary>
    [JsonIgnore]
    public int HeadSize => HiddenSize / NumAttentionHeads;

    /// <summary>Reads and checks a <c>config.json</c>; fields that are not named here are ignored.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is not JSON, lacks a field, or describes a model that is not a plain BERT.
    /// </exception>
    public static BertConfig Load(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var config = JsonSerializer.Deserialize<BertConfig>(stream, Json)
                ?? throw new InvalidDataException("it holds null");
            config.Check();
            return config;
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            throw new InvalidDataException($"'{path}' is not a BERT configuration: {e.Message}", e);
        }
    }

    /// <summary>Writes the configuration as Hugging Face names its fields.</summary>
    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    private void Check()
    {
        Positive(VocabSize, "vocab_size", 10_000_000);
        Positive(HiddenSize, "hidden_size", 65_536);
        Positive(NumHiddenLayers, "num_hidden_layers", 1_000);
        Positive(NumAttentionHeads, "num_attention_heads", 65_536);
        Positive(IntermediateSize, "intermediate_size", 1_000_000);
        Positive(MaxPositionEmbeddings, "max_position_embeddings", 1_000_000);
        Positive(TypeVocabSize, "type_vocab_size", 1_000);
        if (HiddenSize % NumAttentionHeads != 0)
        {
            throw new InvalidDataException(
                $"hidden_size {HiddenSize} is not a multiple of num_attention_heads {NumAttentionHeads}");
        }

        Known(ModelType, "bert", "model_type");
        Known(HiddenAct, "gelu", "hidden_act");
        Known(PositionEmbeddingType, "absolute", "position_embedding_type");
    }

    private static void Positive(int value, string field, int most)
    {
        if (value < 1 || value > most)
        {
            throw new InvalidDataException($"{field} is {value}; expected 1 to {most}");
        }
    }

    private static void Known(string value, string expected, string field)
    {
        if (!string.Equals(value, expected, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{field} is '{value}'; only '{expected}' is supported");
        }
    }
}
