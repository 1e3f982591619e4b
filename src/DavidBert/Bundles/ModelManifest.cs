using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DavidBert.Bundles;

/// <summary><c>model.json</c>: what a bundle is, and the digests of its files. Unknown fields are ignored.</summary>
public sealed record ModelManifest
{
    /// <summary>The name of the manifest's file.</summary>
    public const string FileName = "model.json";

    /// <summary>The version of the format that this code reads and writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The version of the format.</summary>
    public required int Format { get; init; }

    /// <summary>The name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>The version of the model.</summary>
    public required string Version { get; init; }

    /// <summary>The checkpoint it was trained from.</summary>
    public required BaseModelInfo Base { get; init; }

    /// <summary>Its sizes.</summary>
    public required ModelDimensions Dimensions { get; init; }

    /// <summary>How the encoder's output becomes one vector: <c>pooler</c>, <c>first_token</c> or <c>mean</c>.</summary>
    public required string Pooling { get; init; }

    /// <summary>The form of the head: <c>linear</c> or <c>tied</c>.</summary>
    public required string Head { get; init; }

    /// <summary>How weights and activations are stored and computed, <c>none</c> for float32.</summary>
    public required string Quantization { get; init; }

    /// <summary>The longest phrase in word pieces, [CLS] and [SEP] included; at least 3.</summary>
    public int MaxLength { get; set; } = 128; // set, not init: the JSON generator gives init its own default

    /// <summary>What logits are divided by before the softmax; 0.01 to 100.</summary>
    public double Temperature { get; set; } = 1;

    /// <summary>What the log odds of a share of the softmax are multiplied by; 0.01 to 100.</summary>
    public double ScoreSlope { get; set; } = 1;

    /// <summary>What is added to them; −100 to 100.</summary>
    public double ScoreOffset { get; set; }

    /// <summary>How logits become scores: the three values above.</summary>
    [JsonIgnore]
    public ScoreScale Scores => new(Temperature, ScoreSlope, ScoreOffset);

    /// <summary>The score from which an answer is confident, 0 to 1; null where none was chosen.</summary>
    public double? ConfidentAt { get; init; }

    /// <summary>The files of the bundle, by their names.</summary>
    [JsonRequired]
    public IReadOnlyDictionary<string, BundleFile> Files { get; init; } = new Dictionary<string, BundleFile>(StringComparer.Ordinal);

    /// <summary>What it was trained on; free in form.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonNode? Data { get; init; }

    /// <summary>How well it does; free in form.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonNode? Metrics { get; init; }
}
