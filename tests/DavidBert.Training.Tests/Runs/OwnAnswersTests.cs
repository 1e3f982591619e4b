using System.Text;
using DavidBert.Bundles;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;
using DavidBert.Training.Native;
using DavidBert.Training.Runs;
using DavidBert.Training.Tests.Checkpoints;
using DavidBert.Training.Tests.Learning;

namespace DavidBert.Training.Tests.Runs;

/// <summary>The default bundle's encoder, made to answer in the labels of a few rows.</summary>
public sealed class OwnAnswersTests(UnbrokenRun unbroken) : IClassFixture<UnbrokenRun>, IDisposable
{
    private static readonly string[] Answers = ["bathroom", "kitchen", "office"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Execute_FewRows_FoldsChooseAndCalibrate()
    {
        var (output, _, result) = Unbroken();

        using var predictor = Predictor.Load(output);
        var words = predictor.Bundle.Words;
        Assert.Equal(Answers, Enumerable.Range(0, words.Count).Select(i => words[i]));
        Assert.Equal(4, result.Folds.Count);
        Assert.All(result.Folds, score => Assert.InRange(score.Right, score.Rows / 2, score.Rows));
        Assert.Contains(result.Baselines, one => one.Name.StartsWith("the nearest row", StringComparison.Ordinal));
        var best = FoldScore.Best(result.Folds)!;
        Assert.DoesNotContain("are too few", result.Calibration, StringComparison.Ordinal);
        var report = File.ReadAllText(Path.Combine(output, "report.md"));
        Assert.Contains($"| {best.Setting} ", report, StringComparison.Ordinal);
        Assert.Contains("## Without training", report, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(output, "folds")));
        Assert.Equal("kitchen", predictor.Predict(
            "a pan for eggs", cancellation: TestContext.Current.CancellationToken).Word);
    }

    [Fact]
    public void Execute_InterruptedInAFoldAndRunAgain_WritesWhatAnUnbrokenRunDoes()
    {
        using var first = new RecordingObserver(cancelAfter: 5);
        Assert.ThrowsAny<OperationCanceledException>(() => Tune(folder["broken"], Rooms(), first));
        using var second = new RecordingObserver();
        Tune(folder["broken"], Rooms(), second);

        var (output, steps, _) = Unbroken();
        Assert.Equal(steps, [.. first.Steps, .. second.Steps]);
        foreach (var name in (string[])[Bundle.ModelFile, Bundle.WordsFile, ModelManifest.FileName])
        {
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(output, name)),
                File.ReadAllBytes(Path.Combine(folder["broken"], name)));
        }
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

        var result = Tune(folder["out"], pairs, observer);

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

    private (string Output, IReadOnlyList<StepProgress> Steps, FineTuneResult Result) Unbroken() =>
        unbroken.Of((output, observer) => Tune(output, Rooms(), observer));

    private static FineTuneResult Tune(string output, string pairs, RecordingObserver observer)
    {
        LinuxX64.OrSkip();
        TorchRuntime.EnsureLoaded();
        var request = new FineTuneRequest(
            Path.GetDirectoryName(Repository.Lexicon)!, pairs, null, output, "rooms", "2.0.0", null,
            new TrainingOptions { Distillation = 0 });
        return new OwnAnswers(request, checkpoint: null).Execute(observer, observer.Cancellation);
    }
}
