using System.Text.Json.Serialization;

namespace DavidBert.Cli.Labelling;

/// <summary>The journal as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(LabelJournal))]
internal sealed partial class JournalJson : JsonSerializerContext;
