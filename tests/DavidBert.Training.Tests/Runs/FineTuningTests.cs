using System.Text;
using DavidBert.Bundles;
using DavidBert.Training.Learning;
using DavidBert.Training.Native;
using DavidBert.Training.Runs;
using DavidBert.Training.Tests.Checkpoints;
using DavidBert.Training.Tests.Learning;

namespace DavidBert.Training.Tests.Runs;

/// <summary>A bundle that is taught a few rows of the example's gifts.</summary>
public sealed class FineTuningTests : IDisposable
{
    private const string Header = "phrase\tword\talso\tsplit\n";
    private static readonly string[] Answers = ["birth", "housewarming"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Execute_NewAnswers_AreAnsweredByTheBundleItWrites()
    {
        using var observer = new RecordingObserver();
        var result = FineTune(Repository.DefaultBundle, folder["out"], observer, epochs: 4);

        using var predictor = Predictor.Load(folder["out"]);
        var rows = Gifts().Where(row => row.EndsWith("train", StringComparison.Ordinal)).Select(row => row.Split('\t'))
            .ToArray();
        var answers = predictor.PredictBatch(
            [.. rows.Select(row => row[0])],
            cancellation: TestContext.Current.CancellationToken);
        Assert.True(answers.Zip(rows).Count(
            pair => string.Equals(pair.First.Word, pair.Second[1], StringComparison.Ordinal)) >= rows.Length * 0.9);
        Assert.Equal(("gifts", "2.0.0"), (predictor.Bundle.Manifest.Name, predictor.Bundle.Manifest.Version));
        Assert.Equal((40, 30, 12), (result.Learned, result.Rehearsed, result.HeldOut!.After.Count));
        Assert.Equal((0, 30), (result.HeldOut.Before.RightFirst, result.Earlier!.After.Count));
        Assert.StartsWith("Kept as it was: 12 rows", result.Calibration, StringComparison.Ordinal);
        Assert.Null(predictor.Bundle.Manifest.ConfidentAt);
        Assert.False(Directory.Exists(Path.Combine(folder["out"], "checkpoint")));
    }

    [Fact]
    public void Execute_AnswerThatTheBundleLacks_TakesASlotOfItsOwnAndLeavesTheOthers()
    {
        using var observer = new RecordingObserver();
        var bundle = TinyBundle.Write(folder["tiny"]);
        FineTune(bundle, folder["out"], observer, epochs: 2);

        var (before, after) = (Words(bundle), Words(folder["out"]));
        Assert.Equal(before, after.Take(before.Length));
        Assert.Equal(["housewarming"], after.Skip(before.Length));
    }

    [Fact]
    public void Execute_InterruptedAndRunAgain_WritesWhatAnUnbrokenRunDoes()
    {
        var bundle = TinyBundle.Write(folder["tiny"]);
        using var unbroken = new RecordingObserver();
        FineTune(bundle, folder["unbroken"], unbroken, epochs: 2);

        using var first = new RecordingObserver(cancelAfter: 5);
        Assert.ThrowsAny<OperationCanceledException>(() => FineTune(bundle, folder["broken"], first, epochs: 2));
        Assert.False(File.Exists(Path.Combine(folder["broken"], ModelManifest.FileName)));
        using var second = new RecordingObserver();
        FineTune(bundle, folder["broken"], second, epochs: 2);

        Assert.Equal(unbroken.Steps, [.. first.Steps, .. second.Steps]);
        BundleFiles.AssertEqual(folder["unbroken"], folder["broken"]);
    }

    [Theory]
    [InlineData("", "holds no phrase with an answer")]
    [InlineData("phrase\toccasion\na rattle\tbirth\n", "has no column 'word'")]
    [InlineData("text\tlabel\na rattle\tbirth\n", "names neither 'phrase' nor 'word'")]
    [InlineData(
        "phrase\tword\na rattle\tbirth\na doormat\thousewarming\n",
        "1 row(s) to learn from, 1 held out; at least 10")]
    [InlineData("phrase\tword\tsplit\na rattle\tbirth\ttest\n", "None of the 1 rows can be trained on")]
    [InlineData("phrase\tword\na rattle\t\n", "the answer is empty")]
    public void Construct_PairsThatTeachNothing_SaysWhatIsWrong(string text, string message)
    {
        var pairs = folder.Write("pairs.tsv", Encoding.UTF8.GetBytes(text));

        var request = Request(Repository.DefaultBundle, pairs, folder["out"], epochs: 1);
        var error = Assert.Throws<InvalidDataException>(() => new FineTuning(request));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Construct_OutputIsTheBundle_IsRefused()
    {
        var output = Repository.DefaultBundle + Path.DirectorySeparatorChar;
        var request = Request(Repository.DefaultBundle, Pairs(), output, epochs: 1);

        var error = Assert.Throws<InvalidDataException>(() => new FineTuning(request));

        Assert.Contains("choose another folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BadRows_AnswerThatIsEmpty_IsNamedWithItsLine()
    {
        var pairs = folder.Write(
            "pairs.tsv", Encoding.UTF8.GetBytes(File.ReadAllText(Pairs()) + "a rattle\t\t\ttrain\n"));

        var request = Request(Repository.DefaultBundle, pairs, folder["out"], epochs: 1);
        var row = Assert.Single(new FineTuning(request).BadRows);

        Assert.Equal(54, row.Line);
        Assert.Contains("the answer is empty", row.Reason, StringComparison.Ordinal);
    }

    private static string[] Words(string folder) => Bundle.Open(folder).Words is var words
        ? [.. Enumerable.Range(0, words.Count).Select(i => words[i])]
        : [];

    private static IEnumerable<string> Gifts() =>
        File.ReadLines(Path.Combine(Repository.Root, "examples", "gifts.tsv")).Skip(1)
            .Where(line => Answers.Contains(line.Split('\t')[1], StringComparer.Ordinal));

    private string Pairs() => folder.Write(
        "gifts.tsv", Encoding.UTF8.GetBytes(Header + string.Concat(Gifts().Select(line => line + "\n"))));

    private string Rehearsal()
    {
        const int Rows = 60;
        var lines = File.ReadLines(Repository.Lexicon)
            .Where((line, place) => place == 0 || line.EndsWith("train", StringComparison.Ordinal));
        return folder.Write("lexicon.tsv", Encoding.UTF8.GetBytes(string.Join('\n', lines.Take(1 + Rows))));
    }

    private FineTuneRequest Request(string bundle, string pairs, string output, int epochs) => new(
        bundle, pairs, Rehearsal(), output, "gifts", "2.0.0", epochs,
        new TrainingOptions { BatchSize = 16, Distillation = 0 });

    private FineTuneResult FineTune(string bundle, string output, RecordingObserver observer, int epochs)
    {
        LinuxX64.OrSkip();
        TorchRuntime.EnsureLoaded();
        return new FineTuning(Request(bundle, Pairs(), output, epochs)).Execute(observer, observer.Cancellation);
    }
}
