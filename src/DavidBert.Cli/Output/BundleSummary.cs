using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DavidBert.Bundles;

namespace DavidBert.Cli.Output;

/// <summary>A bundle in lines to read.</summary>
internal static class BundleSummary
{
    private const int NameWidth = 16;
    private const int Indent = 2;
    private const double BytesPerMegabyte = 1e6;

    /// <summary>One fact a line, its name first.</summary>
    public static string Format(Bundle bundle)
    {
        var manifest = bundle.Manifest;
        var d = manifest.Dimensions;
        var text = new StringBuilder();
        Line("model", $"{manifest.Name} {manifest.Version}");
        Line("folder", $"{Path.GetFullPath(bundle.Folder)}");
        Line("base", $"{manifest.Base.Name} ({manifest.Base.License})");
        Line("dimensions", $"{d.Layers} layers, hidden {d.Hidden}, {d.Heads} heads, intermediate {d.Intermediate}");
        Line("vocabulary", $"{d.Vocabulary}, of which {Answerable(bundle)} can be answered");
        Line("pooling", $"{manifest.Pooling}");
        Line("head", $"{manifest.Head}");
        Line("quantization", $"{manifest.Quantization}");
        Line("max_length", $"{manifest.MaxLength} pieces");
        Line("scores", $"temperature {manifest.Temperature}, slope {manifest.ScoreSlope}, offset {manifest.ScoreOffset}");
        Line("confident_at", manifest.ConfidentAt is { } score ? $"{score}" : (FormattableString)$"not chosen");
        foreach (var (name, file) in manifest.Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            Line(name, $"{file.Bytes / BytesPerMegabyte:F2} MB, sha256 {file.Sha256}");
        }

        Facts("data", manifest.Data);
        Facts("metrics", manifest.Metrics);
        return text.ToString();

        void Line(string name, FormattableString value) => Append(text, name, value.ToString(CultureInfo.InvariantCulture));

        void Facts(string name, JsonNode? node)
        {
            if (node is not null)
            {
                text.Append('\n').Append(name).Append('\n').Append(FactTable.Format(node, NameWidth - Indent));
            }
        }
    }

    private static int Answerable(Bundle bundle) => Enumerable.Range(0, bundle.Words.Count).Count(bundle.Words.IsAnswerable);

    private static void Append(StringBuilder text, string name, string value) =>
        text.Append(name.PadRight(NameWidth)).Append("  ").Append(PhraseColumn.OneLine(value)).Append('\n');
}
