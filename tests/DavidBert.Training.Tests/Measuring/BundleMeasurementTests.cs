using System.Text.Json;
using System.Text.Json.Nodes;
using DavidBert.Bundles;
using DavidBert.Files;
using DavidBert.Training.Data;
using DavidBert.Training.Measuring;
using DavidBert.Training.Reports;
using DavidBert.Training.Tests.Data;
using SkiaSharp;

namespace DavidBert.Training.Tests.Measuring;

/// <summary>A bundle measured on a file: the default one, on some rows of its lexicon.</summary>
public sealed class BundleMeasurementTests : IDisposable
{
    private const string Rows =
        "phrase\tword\talso\tgroup\tsplit\n"
        + "fishy\tsmell\t\tfishy\ttrain\n"
        + "valuable\tvalue\t\tvaluable\ttrain\n"
        + "very chonky\tsize\tweight\tchonky\ttest\n"
        + "large\tsize\t\tlarge\ttest\n"
        + "hilarious\tage\t\thilarious\ttest\n"
        + "𓀀\tage\t\t\ttest\n"
        + "mere\t-\t\t\ttest\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("davidbert-measure-");
    private readonly TemporaryFile file = new("rows.tsv", Rows);

    public BundleMeasurementTests()
    {
        var files = Bundle.ReadManifest(Repository.DefaultBundle).Files.Keys;
        foreach (var name in files.Append(ModelManifest.FileName))
        {
            File.Copy(Path.Combine(Repository.DefaultBundle, name), Path.Combine(folder.FullName, name));
        }

        new Calibration(new ScoreScale(0.9, 1.25, -0.5), 0.01).WriteTo(folder.FullName);
    }

    public void Dispose()
    {
        file.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void WriteTo_Bundle_ChangesWhatItsPredictorSays()
    {
        using var predictor = Predictor.Load(folder.FullName);

        Assert.Equal(
            (new ScoreScale(0.9, 1.25, -0.5), 0.01),
            (predictor.Bundle.Manifest.Scores, predictor.Bundle.Manifest.ConfidentAt));
        Assert.True(predictor.Predict("hilarious", cancellation: TestContext.Current.CancellationToken).Confident);
    }

    [Fact]
    public void Of_RowsOfTest_MeasuresThoseWithAnAnswer()
    {
        var measurement = Measure();

        Assert.Equal(
            [("words", 3), ("phrases", 1), ("all", 4)],
            measurement.Kinds.Select(kind => (kind.Name, kind.Rows)));
        Assert.Equal(0.5, measurement.Kinds[^1].Top1.Value);
        Assert.Equal(
            [new Confusion("age", "", 1), new Confusion("age", "humor", 1)],
            measurement.Evaluation.Confusions);
        Assert.Equal(0.75, measurement.Confidence["confident"].Value);
        Assert.Equal(2.0 / 3, measurement.Confidence["right where confident"].Value, 1e-9);
        Assert.Contains(measurement.Slices, slice => slice is { Name: "an answer that training never had", Rows: 4 });
        Assert.Contains(measurement.Slices, slice => slice is { Name: "mean over groups", Rows: 4 });
        Assert.Contains(measurement.Slices, slice => slice is { Name: "the same with one typing error", Rows: 3 });
        Assert.Equal(
            (2, "hilarious"),
            (measurement.Unanswerable!.Lines, Assert.Single(measurement.Unanswerable.Confident).Text));
        Assert.Null(measurement.Evidence.Seen);
    }

    [Fact]
    public void Of_TheFileItWasTrainedOn_SaysThatItIsNoEvidence()
    {
        var path = Path.Combine(folder.FullName, ModelManifest.FileName);
        var manifest = JsonNode.Parse(File.ReadAllText(path))!;
        manifest["data"] = new JsonObject
        {
            ["sha256"] = ContentHash.OfFile(file.Path),
            ["train"] = 7,
            ["dev"] = 0,
            ["test"] = 0,
        };
        File.WriteAllText(path, manifest.ToJsonString());

        var rows = Lexicon.Read(file.Path);
        var evidence = BundleMeasurement.Of(folder.FullName, file.Path, rows, DataPart.Test, null).Evidence;
        Assert.Equal(4, evidence.Rows);
        Assert.Equal(evidence.Rows, evidence.Seen);
        Assert.Contains("trained on all of these rows", evidence.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SomeRowsTrainedOn_CountsTheOthersAndSaysSo()
    {
        var lexicon = Lexicon.Read(file.Path);
        TrainedPhrases.Of(lexicon.Rows.Where(row => row.Phrase is "fishy" or "valuable" or "large"))
            .Write(folder.FullName);

        var measurement = BundleMeasurement.Of(folder.FullName, file.Path, lexicon, null, null);

        Assert.Equal(new Evidence(3, 6), measurement.Evidence);
        Assert.Equal(3, measurement.Kinds[^1].Rows);
        Assert.DoesNotContain(measurement.Rows, row => row.Row.Phrase is "fishy" or "valuable" or "large");
        Assert.Equal(3, Assert.Single(measurement.Slices, slice => slice.Name is "trained on").Rows);
        Assert.Contains(
            "trained on 3 of the 6 rows", EvaluationReport.ToMarkdown(measurement), StringComparison.Ordinal);
    }

    [Fact]
    public void TrainedPhrases_WrittenAndRead_KnowThePhraseInAnyCaseAndTellNoneOfThem()
    {
        TrainedPhrases.Of([Tests.Data.Row.Of("A  Shiny Ring", "value")]).With(null).Write(folder.FullName);

        var read = TrainedPhrases.Read(folder.FullName)!;

        Assert.True(read.Contains(" a shiny ring"));
        Assert.False(read.Contains("a shiny rink"));
        Assert.DoesNotContain(
            "ring", File.ReadAllText(Path.Combine(folder.FullName, TrainedPhrases.FileName)), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_PartWithoutRows_SaysSo() => Assert.Contains(
        "no row of Dev",
        Assert.Throws<InvalidDataException>(() =>
            BundleMeasurement.Of(folder.FullName, file.Path, Lexicon.Read(file.Path), DataPart.Dev, null)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Write_Measurement_LeavesReportPicturesAnswersAndJson()
    {
        var output = Path.Combine(folder.FullName, "evaluation");

        EvaluationReport.Write(Measure(), output);

        var report = File.ReadAllText(Path.Combine(output, "report.md"));
        string[] titles = ["Accuracy", "Confidence", "Slices", "Worst confusions", "Accuracy per answer word"];
        foreach (var title in titles)
        {
            Assert.Contains($"\n## {title}\n", report, StringComparison.Ordinal);
        }

        Assert.Contains(
            "4 answers as they come",
            File.ReadAllText(Path.Combine(output, "answers.md")),
            StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "evaluation.json")));
        Assert.Equal(4, json.RootElement.GetProperty("rows").GetArrayLength());
        Assert.Equal("test", json.RootElement.GetProperty("part").GetString());
        foreach (var picture in (string[])["confidence.png", "confusions.png"])
        {
            using var bitmap = SKBitmap.Decode(Path.Combine(output, picture));
            Assert.True(bitmap.Pixels.Distinct().Count() > 2, $"{picture} is empty.");
        }
    }

    private BundleMeasurement Measure() => BundleMeasurement.Of(
        folder.FullName, file.Path, Lexicon.Read(file.Path), DataPart.Test, ["hilarious", "", "𓀀"]);
}
