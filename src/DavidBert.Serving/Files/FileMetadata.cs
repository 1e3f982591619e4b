using System.Globalization;
using DavidBert.Labelling;

namespace DavidBert.Serving.Files;

/// <summary>What a file's metadata says of its labelling; where it says nothing, the settings hold.</summary>
internal static class FileMetadata
{
    private const string Tab = "tab";
    private const string None = "none";

    /// <summary>The options of a file.</summary>
    /// <exception cref="LabelException">A value cannot be.</exception>
    public static LabelOptions Options(LabellingOptions settings, InputFile input, int chunkBytes)
    {
        var values = new Dictionary<string, string>(input.Metadata, StringComparer.OrdinalIgnoreCase);
        var plain = new LabelOptions();
        var options = plain with
        {
            Column = Text("column") ?? Given(settings.Column),
            TopK = (int?)Number("top_k") ?? settings.TopK,
            MinimumScore = Number("minimum_score") ?? (settings.MinimumScore > 0 ? settings.MinimumScore : null),
            WordName = Text("word_name") ?? plain.WordName,
            ScoreName = Text("score_name") ?? plain.ScoreName,
            ErrorName = Text("error_name") ?? plain.ErrorName,
            Confident = Switch("confident") ?? plain.Confident,
            EscapeFormulas = Switch("escape_formulas") ?? plain.EscapeFormulas,
            HasHeader = Switch("header") ?? plain.HasHeader,
            Format = One<TableFormat>("format"),
            Encoding = One<TableEncoding>("encoding"),
            LineEnd = One<LineEnd>("line_end"),
            Separator = Text("separator") is { } separator ? (separator is Tab ? '\t' : Sign("separator", separator)) : null,
            HasQuotes = Text("quote") is { } quotes ? quotes is not None : null,
            Quote = Text("quote") is { } quote && quote is not None ? Sign("quote", quote) : plain.Quote,
            ChunkBytes = chunkBytes,
        };
        options.Check();
        return options;

        string? Text(string key) => values.TryGetValue(key, out var value) ? Given(value) : null;

        double? Number(string key) => Text(key) is not { } value
            ? null
            : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && (key is not "top_k" || double.IsInteger(number))
                ? number
                : throw Wrong(key, value, "a number");

        bool? Switch(string key) => Text(key) switch
        {
            null => null,
            { } value when bool.TryParse(value, out var isOn) => isOn,
            { } value => throw Wrong(key, value, "true or false"),
        };

        T? One<T>(string key)
            where T : struct, Enum => Text(key) switch
            {
                null => null,
                { } value when Enum.TryParse<T>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var one) && Enum.IsDefined(one) => one,
                { } value => throw Wrong(key, value, string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()),
            };

        static char Sign(string key, string value) => value.Length == 1 ? value[0] : throw Wrong(key, value, "one sign");
    }

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static LabelException Wrong(string key, string value, string expected) =>
        new("options", $"The file's metadata says {key} '{value}'; expected {expected}.");
}
