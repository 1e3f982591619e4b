using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DavidBert.Bundles;

/// <summary><c>model.json</c>: what a bundle is, and the digests of its files. Unknown fields are ignored.</summary>
public sealed record ModelManifest
{
    /// <summary>The name of the manifest's file.</summary>
    public const string FileName = "model.json";

    /// <summary>The first format: one segment, and as many answers as the vocabulary has lines.</summary>
    public const int FirstFormat = 1;

    /// <summary>
    /// The newest format that this code reads and writes: a list of answers, a second segment, a glossary.
    /// </summary>
    public const int CurrentFormat = 2;

    /// <summary>A head over the answers that <c>words.txt</c> lists, and over nothing else.</summary>
    public const string AnswersHead = "answers";

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

    /// <summary>
    /// How the encoder's output becomes one vector: <c>pooler</c>, <c>first_token</c> or <c>mean</c>.
    /// </summary>
    public required string Pooling { get; init; }

    /// <summary>The form of the head: <c>linear</c>, <c>tied</c> or <c>answers</c>.</summary>
    public required string Head { get; init; }

    /// <summary>How weights and activations are stored and computed, <c>none</c> for float32.</summary>
    public required string Quantization { get; init; }

    /// <summary>The longest phrase in word pieces, [CLS] and [SEP] included; 3 to 512.</summary>
    [Range(3, 512)]
    public int MaxLength { get; set; } = 128; // set, not init: the JSON generator gives init its own default

    /// <summary>How many segments the model reads: 2 where a definition may stand beside a phrase, else 1.</summary>
    [Range(1, 2)]
    public int Segments { get; set; } = 1;

    /// <summary>Whether every line of <c>words.txt</c> is an answer, whatever it is called.</summary>
    [JsonIgnore]
    public bool ListsAnswers => string.Equals(Head, AnswersHead, StringComparison.Ordinal);

    /// <summary>What logits are divided by before the softmax; 0.01 to 100.</summary>
    [Range(0.01, 100.0)]
    public double Temperature { get; set; } = 1;

    /// <summary>What the log odds of a share of the softmax are multiplied by; 0.01 to 100.</summary>
    [Range(0.01, 100.0)]
    public double ScoreSlope { get; set; } = 1;

    /// <summary>What is added to them; −100 to 100.</summary>
    [Range(-100.0, 100.0)]
    public double ScoreOffset { get; set; }

    /// <summary>How logits become scores: the three values above.</summary>
    [JsonIgnore]
    public ScoreScale Scores => new(Temperature, ScoreSlope, ScoreOffset);

    /// <summary>The score from which an answer is confident, 0 to 1; null where none was chosen.</summary>
    [Range(0.0, 1.0)]
    public double? ConfidentAt { get; init; }

    /// <summary>
    /// The share of the softmax of the logits as they are from which on "nothing fits" is the answer, 0 to 1; null
    /// where it must beat every word.
    /// </summary>
    [Range(0.0, 1.0)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? NothingAt { get; init; }

    /// <summary>The files of the bundle, by their names.</summary>
    [JsonRequired]
    public IReadOnlyDictionary<string, BundleFile> Files { get; init; } =
        new Dictionary<string, BundleFile>(StringComparer.Ordinal);

    /// <summary>What it was trained on; free in form.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonNode? Data { get; init; }

    /// <summary>How well it does; free in form.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonNode? Metrics { get; init; }
}

/// <summary>The checkpoint that a model was trained from.</summary>
/// <param name="Name">Its name on Hugging Face's hub, or its folder's.</param>
/// <param name="License">Its licence.</param>
public sealed record BaseModelInfo(string Name, string License);

/// <summary>A file of a bundle as it must be.</summary>
/// <param name="Sha256">Its digest, 64 lower-case hexadecimal digits.</param>
/// <param name="Bytes">Its size.</param>
public sealed record BundleFile(string Sha256, long Bytes);

/// <summary>How <c>model.json</c> is read and written, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ModelManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext
{
    /// <summary>Reads a manifest.</summary>
    /// <exception cref="JsonException">The text is not JSON, or lacks a field.</exception>
    public static ModelManifest Read(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(utf8, Default.ModelManifest) ?? throw new JsonException("It holds null.");

    /// <summary>The manifest as UTF-8 with a line feed at the end.</summary>
    public static byte[] Write(ModelManifest manifest) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(manifest, Default.ModelManifest), (byte)'\n'];
}

/// <summary>What <c>model.json</c> must say so that a bundle can be used.</summary>
internal static class ManifestRules
{
    private const int DigestCharacters = 64;

    /// <summary>Checks the values.</summary>
    /// <exception cref="BundleException">One is out of its range; the message names field and value.</exception>
    public static void Check(ModelManifest manifest, string path, IEnumerable<string> neededFiles)
    {
        if (manifest.Format is < ModelManifest.FirstFormat or > ModelManifest.CurrentFormat)
        {
            throw Wrong(
                path,
                "format",
                manifest.Format,
                $"{ModelManifest.FirstFormat} to {ModelManifest.CurrentFormat}; a newer davidbert may read it");
        }

        if (manifest.Format == ModelManifest.FirstFormat && (manifest.Segments > 1 || manifest.ListsAnswers))
        {
            throw Wrong(
                path,
                "format",
                manifest.Format,
                $"{ModelManifest.CurrentFormat} for a bundle that lists its answers or reads two segments");
        }

        CheckRanges(manifest, path, "");
        CheckRanges(manifest.Dimensions, path, "dimensions.");
        if (neededFiles.FirstOrDefault(name => !manifest.Files.ContainsKey(name)) is { } missing)
        {
            throw Wrong(path, "files", string.Join(", ", manifest.Files.Keys), $"'{missing}' among them");
        }

        foreach (var (name, file) in manifest.Files)
        {
            if (!IsPlainName(name))
            {
                throw Wrong(path, "files", name, "names without folders");
            }

            if (file is not { Bytes: >= 0, Sha256.Length: DigestCharacters })
            {
                throw Wrong(path, $"files.{name}", file, $"{DigestCharacters} hexadecimal digits and a size");
            }
        }
    }

    /// <summary>Checks the properties that have a <see cref="RangeAttribute"/>.</summary>
    private static void CheckRanges(object values, string path, string prefix)
    {
        foreach (var property in values.GetType().GetProperties())
        {
            var value = property.GetValue(values);
            if (property.GetCustomAttribute<RangeAttribute>() is { } range && !range.IsValid(value))
            {
                var field = prefix + JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
                throw Wrong(path, field, value, $"{range.Minimum} to {range.Maximum}");
            }
        }
    }

    private static bool IsPlainName(string name) =>
        name.Length > 0
        && name is not ("." or "..")
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static BundleException Wrong(string path, string field, object? found, string expected) =>
        new(string.Create(CultureInfo.InvariantCulture, $"'{path}': {field} is '{found}'; expected {expected}."));
}

/// <summary>The sizes of a BERT.</summary>
/// <param name="Layers">Layers of the encoder.</param>
/// <param name="Hidden">The width of a hidden state.</param>
/// <param name="Heads">Attention heads of a layer.</param>
/// <param name="Intermediate">The width between the two feed-forward matrices.</param>
/// <param name="Vocabulary">|V|: lines of <c>vocab.txt</c> and of <c>words.txt</c>, and columns of the logits.</param>
public sealed record ModelDimensions(
    int Layers, int Hidden, int Heads, int Intermediate, [property: Range(1, int.MaxValue)] int Vocabulary);

/// <summary>
/// How logits become scores: p = softmax(logits / temperature), score = σ(slope · ln(p / (1 − p)) + offset), the
/// scaling of Platt (1999). A score says how likely a word is right. As several words can be right, scores of one
/// phrase may add up to more than 1.
/// </summary>
/// <param name="Temperature">What logits are divided by before the softmax; 0.01 to 100.</param>
/// <param name="Slope">
/// What the log odds of a share are multiplied by; 0.01 to 100, so that the order of words stays.
/// </param>
/// <param name="Offset">What is added to them; −100 to 100.</param>
public sealed record ScoreScale(double Temperature, double Slope, double Offset)
{
    /// <summary>Scores that are the softmax itself.</summary>
    public static ScoreScale Softmax { get; } = new(1, 1, 0);

    private bool IsShare => Slope is 1 && Offset is 0;

    /// <summary>The score of a share of the softmax.</summary>
    /// <param name="share">The share, 0 to 1.</param>
    public double Of(double share) =>
        IsShare ? share : 1 / (1 + Math.Exp(-((Slope * Math.Log(share / (1 - share))) + Offset)));
}

/// <summary>Which model answered.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
public sealed record ModelIdentity(string Name, string Version);
