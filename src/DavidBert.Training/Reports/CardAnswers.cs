using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DavidBert.Bundles;
using DavidBert.Training.Data;

namespace DavidBert.Training.Reports;

/// <summary>The list of a model card: every answer that the data teach, with the number of its rows.</summary>
internal static class CardAnswers
{
    private const int LineWidth = 120;

    /// <summary>The answers, the most frequent first, as a paragraph of Markdown.</summary>
    public static string Of(Lexicon lexicon)
    {
        var answers = lexicon.Rows.Where(row => !row.IsUnanswerable)
            .CountBy(row => row.Word, StringComparer.Ordinal)
            .OrderByDescending(answer => answer.Value).ThenBy(answer => answer.Key, StringComparer.Ordinal)
            .Select(answer => $"{answer.Key} {Markdown.Number(answer.Value)}");
        var text = new StringBuilder();
        var column = 0;
        foreach (var answer in answers)
        {
            if (column > 0)
            {
                var fits = column + answer.Length + ", ".Length < LineWidth;
                text.Append(fits ? ", " : ",\n");
                column = fits ? column + ", ".Length : 0;
            }

            text.Append(answer);
            column += answer.Length;
        }

        return text.Append('\n').ToString();
    }
}

/// <summary>
/// The <c>model-index</c> of a model card's front matter: figures in the form that Hugging Face's hub reads.
/// </summary>
internal static class CardIndex
{
    /// <summary>The index in YAML.</summary>
    /// <exception cref="InvalidDataException">The bundle has no metrics.</exception>
    public static string Of(ModelManifest manifest)
    {
        var test = manifest.Metrics?["int8"]?["test"] as JsonObject
            ?? throw new InvalidDataException(
                $"'{ModelManifest.FileName}' of {manifest.Name} {manifest.Version} has no metrics of test; "
                + "'davidbert-train default' writes them.");
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"model-index:\n- name: {manifest.Name}\n  results:\n");
        foreach (var kind in (string[])["words", "phrases"])
        {
            text.Append("  - task:\n      type: text-classification\n");
            text.Append(CultureInfo.InvariantCulture, $"    dataset:\n      type: lexicon\n      name: test {kind}\n");
            text.Append("      split: test\n    metrics:\n");
            Metric(text, "top-1", test[kind]?["top_1"]);
            Metric(text, "top-5", test[kind]?["top_5"]);
        }

        return text.ToString();
    }

    private static void Metric(StringBuilder text, string name, JsonNode? share) => text.Append(
        CultureInfo.InvariantCulture,
        $"    - type: accuracy\n      name: {name}\n      value: {(double?)share ?? 0:F3}\n");
}
