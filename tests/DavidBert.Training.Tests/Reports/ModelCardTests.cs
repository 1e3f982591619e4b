using System.Globalization;
using System.Text.Json.Nodes;
using DavidBert.Bundles;
using DavidBert.Training.Data;
using DavidBert.Training.Reports;

namespace DavidBert.Training.Tests.Reports;

public sealed class ModelCardTests
{
    private static readonly string Folder = Path.GetDirectoryName(Repository.Lexicon)!;

    [Fact]
    public void Replace_SeveralBlocksOfAName_WritesEachAnewAndLeavesTheRest()
    {
        var card = new ModelCard(
            "a\n<!-- x -->\n1\n<!-- /x -->\nb\n<!-- x -->\n<!-- /x -->\n<!-- y -->\n3\n<!-- /y -->\n");

        var count = card.Replace("x", old => $"[{old.Trim()}]\n");

        Assert.Equal(2, count);
        Assert.Equal(
            "a\n<!-- x -->\n[1]\n<!-- /x -->\nb\n<!-- x -->\n[]\n<!-- /x -->\n<!-- y -->\n3\n<!-- /y -->\n",
            card.Text);
    }

    [Fact]
    public void Replace_BlockWithoutAnEnd_SaysWhich() => Assert.Contains(
        "'<!-- /x -->'",
        Assert.Throws<InvalidDataException>(() => new ModelCard("<!-- x -->\n1\n").Replace("x", old => old)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Answered_TableOfPhrases_AsksThemAgain()
    {
        using var predictor = Predictor.Load(Folder);
        const string Table = "| Phrase | Answered |\n| --- | --- |\n| fishy | nothing |\n| 𓀀 | |\n";

        var answered = ModelCard.Answered(Table, (phrases, topK) => predictor.PredictBatch(phrases, topK));

        var lines = answered.Split('\n');
        Assert.StartsWith("| fishy  | smell 0.", lines[2], StringComparison.Ordinal);
        Assert.Equal(3, lines[2].Count(c => c == '.'));
        Assert.StartsWith("| 𓀀     | unreadable ", lines[3], StringComparison.Ordinal);
        Assert.Equal(answered, ModelCard.Answered(answered, (phrases, topK) => predictor.PredictBatch(phrases, topK)));
    }

    [Fact]
    public void OfMetrics_OfABundleWithAThreshold_TellsOfItsConfidence()
    {
        var manifest = Bundle.ReadManifest(Folder);
        var metrics = manifest.Metrics!.DeepClone().AsObject();
        metrics["confidence"] = JsonNode.Parse("""
            {"test": {
              "expected_calibration_error": 0.04, "risk_coverage_area": 0.2, "coverage": 0.3,
              "right_where_confident": 0.96}}
            """);

        var text = CardFigures.OfMetrics(manifest with
        {
            Metrics = metrics,
            Temperature = 1.25,
            ScoreSlope
            = 1.5,
            ScoreOffset = -0.5,
            ConfidentAt = 0.9
        });

        Assert.Contains(
            "`temperature` 1.25, `score_slope` 1.5, `score_offset` -0.5; an answer is confident from a score of 0.9 on",
            text,
            StringComparison.Ordinal);
        Assert.Matches(@"\| test +\| +0\.040 \| +0\.200 \| +0\.300 \| +0\.960 \|", text);
    }

    [Fact]
    public void OfMetrics_BundleWithoutMetrics_SaysWhoWritesThem() => Assert.Contains(
        "'davidbert-train default'",
        Assert.Throws<InvalidDataException>(
            () => CardFigures.OfMetrics(Bundle.ReadManifest(Folder) with { Metrics = null })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Words_OfALexicon_AreItsAnswersTheMostFrequentFirst()
    {
        var words = CardAnswers.Of(Lexicon.Read(Repository.Lexicon));

        var counts = words.TrimEnd().Split([", ", ",\n"], StringSplitOptions.None)
            .Select(entry => int.Parse(entry.Split(' ')[^1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture))
            .ToArray();
        Assert.Equal(counts.OrderDescending(), counts);
        Assert.Equal(Lexicon.Read(Repository.Lexicon).Rows.Count(row => !row.IsUnanswerable), counts.Sum());
        Assert.All(words.Split('\n'), line => Assert.True(line.Length <= 120));
    }

    [Fact]
    public void Index_OfABundleWithoutMetrics_SaysWhoWritesThem() => Assert.Contains(
        "'davidbert-train default'",
        Assert.Throws<InvalidDataException>(
            () => CardIndex.Of(Bundle.ReadManifest(Folder) with { Metrics = null })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Card_OfTheDefaultBundle_HasTheFiguresOfItsModelJsonAndLexicon()
    {
        var committed = File.ReadAllText(Path.Combine(Folder, "README.md"));
        var card = new ModelCard(committed);

        var lexicon = Lexicon.Read(Repository.Lexicon);
        Assert.Equal(1, card.Replace("data", _ => CardFigures.OfData(lexicon)));
        Assert.Equal(1, card.Replace("words", _ => CardAnswers.Of(lexicon)));
        Assert.Equal(1, card.Replace("model-index", _ => $"{CardIndex.Of(Bundle.ReadManifest(Folder))}# "));
        Assert.Equal(1, card.Replace("figures", _ => CardFigures.OfMetrics(Bundle.ReadManifest(Folder))));
        Assert.True(
            string.Equals(committed, card.Text, StringComparison.Ordinal),
            "The model card is older than the bundle: "
            + "'davidbert-train card models/attributes' writes its figures anew.");
    }
}
