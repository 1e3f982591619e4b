using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DavidBert.Bundles;
using DavidBert.Training.Data;

namespace DavidBert.Training.Reports;

/// <summary>A model card whose figures are written anew, while its prose stays.</summary>
/// <remarks>
/// What is written anew stands between <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c>: <c>data</c>,
/// <c>words</c>, <c>figures</c>, <c>model-index</c> (in the front matter, behind <c>#</c>), and any number of
/// <c>answers</c>, tables whose first column holds the phrases that are asked again.
/// </remarks>
internal sealed class ModelCard(string text)
{
    private const int Best = 3;

    /// <summary>The card as Markdown.</summary>
    public string Text { get; private set; } = text;

    /// <summary>Writes each block of a name anew.</summary>
    /// <param name="name">The name of the marks.</param>
    /// <param name="write">The new content of a block, by its old one.</param>
    /// <returns>How many blocks there are.</returns>
    /// <exception cref="InvalidDataException">A block does not end.</exception>
    public int Replace(string name, Func<string, string> write)
    {
        var (start, end) = ($"<!-- {name} -->\n", $"<!-- /{name} -->");
        var count = 0;
        for (
            var at = Text.IndexOf(start, StringComparison.Ordinal);
            at >= 0;
            at = Text.IndexOf(start, at, StringComparison.Ordinal))
        {
            at += start.Length;
            var length = Text.AsSpan(at).IndexOf(end, StringComparison.Ordinal);
            if (length < 0)
            {
                throw new InvalidDataException($"The card has '{start.TrimEnd()}' without '{end}' after it.");
            }

            var content = write(Text.Substring(at, length));
            Text = string.Concat(Text.AsSpan(0, at), content, Text.AsSpan(at + length));
            at += content.Length;
            count++;
        }

        return count;
    }

    /// <summary>The same table with what a model answers now.</summary>
    /// <param name="table">A Markdown table whose first column holds phrases.</param>
    /// <param name="ask">Answers phrases with their three best words, in order.</param>
    public static string Answered(string table, Func<IReadOnlyList<string>, int, IReadOnlyList<Answer>> ask)
    {
        const int HeaderLines = 2;
        string[] phrases =
        [
            .. table.Split('\n').Where(line => line.StartsWith('|')).Skip(HeaderLines)
                .Select(line => line.Split('|')[1].Trim()),
        ];
        var text = new StringBuilder();
        Markdown.Table(
            text,
            ["Phrase", "Answered"],
            phrases.Zip(ask(phrases, Best), (phrase, answer) => (string[])[phrase, Words(answer)]));
        return text.ToString();
    }

    private static string Words(Answer answer) => answer.Answered is false ? "nothing fits" : answer.TopK is { } words
        ? string.Join(", ", words.Select(word => $"{word.Word} {Markdown.Number(word.Score)}"))
        : answer.Error!.Code;
}

/// <summary>The figures of a model card, from what a bundle and its data say of themselves.</summary>
internal static class CardFigures
{
    private static readonly (string Field, string Name)[] Forms =
    [
        ("int8", "int8, as published"),
        ("own_float", "the same weights without the quantizers"),
        ("float", "float32, before quantization was simulated"),
    ];

    private static readonly (string Part, string Kind)[] Columns =
        [("dev", "words"), ("dev", "phrases"), ("test", "words"), ("test", "phrases")];

    /// <summary>How many rows there are of each part and kind.</summary>
    public static string OfData(Lexicon lexicon)
    {
        var text = new StringBuilder();
        var answered = lexicon.Rows.Where(row => !row.IsUnanswerable).ToArray();
        var words = answered.Select(row => row.Word).Distinct(StringComparer.Ordinal).Count();
        text.Append($"{Markdown.Number(lexicon.Rows.Count)} rows with {Markdown.Number(words)} different answers:\n\n");
        var parts = answered.ToLookup(row => row.Part);
        Markdown.Table(
            text, ["Part", "-Words", "-Phrases"],
            [
                .. parts.OrderBy(part => part.Key).Select(part => Row(part.Key.ToString().ToLowerInvariant(), part)),
                Row("without an answer (-)", lexicon.Rows.Where(row => row.IsUnanswerable)),
            ]);
        return text.ToString();

        static string[] Row(string name, IEnumerable<LabelledPhrase> rows)
        {
            var counts = rows.CountBy(row => row.Kind).ToDictionary();
            return
            [
                name,
                Markdown.Number(counts.GetValueOrDefault(PhraseKind.Word)), Markdown.Number(
                    counts.GetValueOrDefault(PhraseKind.Phrase)),
            ];
        }
    }

    /// <summary>
    /// Accuracy, confidence and what the quantization costs, from <c>metrics</c> of <c>model.json</c>.
    /// </summary>
    /// <exception cref="InvalidDataException">There are no such metrics.</exception>
    public static string OfMetrics(ModelManifest manifest)
    {
        var metrics = manifest.Metrics is JsonObject found && found["int8"] is JsonObject
            ? found
            : throw new InvalidDataException(
                $"'{ModelManifest.FileName}' of {manifest.Name} {manifest.Version} has no metrics; 'davidbert-train "
                + $"default' writes them.");
        var text = new StringBuilder();
        Accuracy(text, metrics);
        Confidence(text, manifest, metrics);
        Agreement(text, metrics["agreement"]);
        return text.ToString();
    }

    private static void Accuracy(StringBuilder text, JsonObject metrics)
    {
        text.Append("Top-1 / top-5; right is `word` or one of `also`:\n\n");
        string[] titles = [.. Columns.Select(
            c => $"{c.Part} {c.Kind} ({Markdown.Number((int)Number(metrics["int8"]?[c.Part]?[c.Kind]?["rows"]))})")];
        Markdown.Table(text, ["Weights", .. titles], Forms.Where(form => metrics[form.Field] is not null)
            .Select(form => (string[])
                [
                    form.Name,
                    .. Columns.Select(c => metrics[form.Field]![c.Part]?[c.Kind] is { } cell
                        ? $"{Markdown.Number(Number(cell["top_1"]))} / {Markdown.Number(Number(cell["top_5"]))}"
                        : ""),
                ]));
        string[] errors = [.. Columns.Where(c => c.Part is "test")
            .Select(c => $"{ErrorOf(metrics["int8"]?[c.Part]?[c.Kind])} for test {c.Kind}")];
        text.Append($"\nThe standard error of sampling alone (one run, top-1) is {string.Join(" and ", errors)}.\n");
    }

    private static string ErrorOf(JsonNode? cell)
    {
        var (share, rows) = (Number(cell?["top_1"]), Number(cell?["rows"]));
        return Markdown.Number(rows > 0 ? Math.Sqrt(share * (1 - share) / rows) : 0);
    }

    private static void Confidence(StringBuilder text, ModelManifest manifest, JsonObject metrics)
    {
        if (metrics["confidence"] is JsonObject confidence)
        {
            text.Append('\n');
            Markdown.Table(
                text,
                [
                    "Int8", "-Expected calibration error", "-Area under risk and coverage", "-Confident",
                    "-Right where confident",
                ],
                confidence.Select(part => (string[])
                [
                    part.Key, Cell(part.Value, "expected_calibration_error"), Cell(part.Value, "risk_coverage_area"),
                    Cell(part.Value, "coverage"), Cell(part.Value, "right_where_confident"),
                ]));
        }

        var (temperature, slope, offset) = manifest.Scores;
        text.Append(
            CultureInfo.InvariantCulture,
            $"\nScores: `temperature` {temperature}, `score_slope` {slope}, `score_offset` {offset}; ");
        text.Append(manifest.ConfidentAt is { } score
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"an answer is confident from a score of {score} on (`confident_at`){NothingAt(manifest)}. All were chosen "
                + $"on dev.\n")
            : "no threshold of confidence was chosen (`confident_at` null), so answers do not say whether they are "
              + "confident.\n");
    }

    private static string NothingAt(ModelManifest manifest) => manifest.NothingAt is { } share
        ? string.Create(CultureInfo.InvariantCulture, $", and nothing fits from a share of {share} on (`nothing_at`)")
        : "";

    private static void Agreement(StringBuilder text, JsonNode? agreement)
    {
        if (agreement is null)
        {
            return;
        }

        double Of(string field) => Number(agreement[field]);

        text.Append(
            CultureInfo.InvariantCulture,
            $"\nOf {Of("rows"):N0} rows of dev and test, int8 answers {Of("same"):P1} ");
        text.Append("as the same weights without the quantizers do, and ");
        text.Append(
            CultureInfo.InvariantCulture,
            $"{Of("same_where_sure"):P1} of the {Of("sure_rows"):N0} whose score is at least ");
        text.Append(
            CultureInfo.InvariantCulture,
            $"{Measuring.Agreement.Sure}. The best scores differ by {Of("mean_difference"):F3} on average, ");
        text.Append(CultureInfo.InvariantCulture, $"{Of("max_difference"):F2} at most.\n");
    }

    private static string Cell(JsonNode? row, string field) =>
        row?[field] is { } value ? Markdown.Number(Number(value)) : "";

    private static double Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<double>(out var number) ? number : 0;
}
