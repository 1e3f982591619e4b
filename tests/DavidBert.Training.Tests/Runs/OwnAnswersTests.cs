using System.Text;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;
using DavidBert.Training.Native;
using DavidBert.Training.Runs;
using DavidBert.Training.Tests.Checkpoints;
using DavidBert.Training.Tests.Learning;

namespace DavidBert.Training.Tests.Runs;

/// <summary>A bundle's encoder, made to answer in the labels of a few rows.</summary>
public sealed class OwnAnswersTests : IDisposable
{
    private static readonly string[] Answers = ["bathroom", "kitchen", "office"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Execute_FewRows_FoldsChooseAndCalibrate()
    {
        using var observer = new RecordingObserver();
        var result = Tune(Repository.DefaultBundle, folder["out"], Rooms(), observer);

        using var predictor = Predictor.Load(folder["out"]);
        var words = predictor.Bundle.Words;
        Assert.Equal(Answers, Enumerable.Range(0, words.Count).Select(i => words[i]));
        Assert.Equal(4, result.Folds.Count);
        Assert.All(result.Folds, score => Assert.InRange(score.Right, score.Rows / 2, score.Rows));
        Assert.Contains(result.Baselines, one => one.Name.StartsWith("the nearest row", StringComparison.Ordinal));
        var best = FoldScore.Best(result.Folds)!;
        Assert.DoesNotContain("are too few", result.Calibration, StringComparison.Ordinal);
        var report = File.ReadAllText(Path.Combine(folder["out"], "report.md"));
        Assert.Contains($"| {best.Setting} ", report, StringComparison.Ordinal);
        Assert.Contains("## Without training", report, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder["out"], "folds")));
        Assert.Equal("kitchen", predictor.Predict(
            "a pan for eggs", cancellation: TestContext.Current.CancellationToken).Word);
    }

    [Fact]
    public void Execute_InterruptedInAFoldAndRunAgain_WritesWhatAnUnbrokenRunDoes()
    {
        var bundle = TinyBundle.Write(folder["tiny"]);
        using var unbroken = new RecordingObserver();
        Tune(bundle, folder["unbroken"], Rooms(), unbroken);

        using var first = new RecordingObserver(cancelAfter: 5);
        Assert.ThrowsAny<OperationCanceledException>(() => Tune(bundle, folder["broken"], Rooms(), first));
        using var second = new RecordingObserver();
        Tune(bundle, folder["broken"], Rooms(), second);

        Assert.Equal(unbroken.Steps, [.. first.Steps, .. second.Steps]);
        BundleFiles.AssertEqual(folder["unbroken"], folder["broken"]);
    }

    [Fact]
    public void Execute_TableWithDefinitions_AnswersAreFoundByThem()
    {
        using var observer = new RecordingObserver();
        var made = new[]
        {
            "zibble\tkitchen\ta pan for frying eggs\ttrain\n",
            "mortwick\toffice\ta machine that prints letters and invoices\ttrain\n",
            "plonth\tbathroom\ta soft brush for teeth\ttest\n",
            "garvet\tkitchen\ta sharp knife for cutting bread\ttest\n",
        };
        var pairs = folder.Write("defined.tsv", Encoding.UTF8.GetBytes(
            "phrase\tword\tdefinition\tsplit\n"
            + string.Concat(Rows().Select(row => $"{row.Phrase}\t{row.Word}\t\ttrain\n")) + string.Concat(made)));

        var result = Tune(Repository.DefaultBundle, folder["out"], pairs, observer, epochs: 3);

        using var predictor = Predictor.Load(folder["out"]);
        var answer = predictor.Predict("garvet", cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("kitchen", answer.Word);
        Assert.Equal("a sharp knife for cutting bread", Assert.Single(answer.Definitions!).Text);
        Assert.Equal((2, 2), (result.HeldOut!.After.Count, result.HeldOut.After.RightFirst));
    }

    private static IEnumerable<LabelledPhrase> Rows() =>
        Lexicon.Read(Path.Combine(Repository.Root, "examples", "rooms.tsv")).Rows
            .Where(row => Answers.Contains(row.Word, StringComparer.Ordinal));

    private string Rooms() => folder.Write("rooms.tsv", Encoding.UTF8.GetBytes(
        "phrase\tword\n" + string.Concat(Rows().Select(row => $"{row.Phrase}\t{row.Word}\n"))));

    private static FineTuneResult Tune(
        string bundle, string output, string pairs, RecordingObserver observer, int? epochs = null)
    {
        LinuxX64.OrSkip();
        TorchRuntime.EnsureLoaded();
        var request = new FineTuneRequest(
            bundle, pairs, null, output, "rooms", "2.0.0", epochs, new TrainingOptions { Distillation = 0 });
        return new OwnAnswers(request, checkpoint: null).Execute(observer, observer.Cancellation);
    }
}
