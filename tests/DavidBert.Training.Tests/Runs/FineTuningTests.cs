using System.Text;
using DavidBert.Bundles;
using DavidBert.Training.Learning;
using DavidBert.Training.Native;
using DavidBert.Training.Runs;
using DavidBert.Training.Tests.Checkpoints;
using DavidBert.Training.Tests.Learning;

namespace DavidBert.Training.Tests.Runs;

/// <summary>The default bundle, taught a few rows of the example's gifts.</summary>
public sealed class FineTuningTests(UnbrokenRun unbroken) : IClassFixture<UnbrokenRun>, IDisposable
{
    private const string Header = "phrase\tword\talso\tsplit\n";
    private static readonly string[] Answers = ["birth", "housewarming"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Execute_NewAnswers_AreAnsweredByTheBundleItWrites()
    {
        using var observer = new RecordingObserver();
        var result = FineTune(folder["out"], observer, epochs: 8);

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
        var (output, _, _) = Unbroken();

        var (before, after) = (Words(DefaultBundle), Words(output));
        var changed = before.Zip(after).Where(pair => !string.Equals(pair.First, pair.Second, StringComparison.Ordinal))
            .ToArray();
        Assert.All(changed, pair => Assert.StartsWith("[unused", pair.First, StringComparison.Ordinal));
        Assert.Contains("housewarming", changed.Select(pair => pair.Second).Concat(after.Skip(before.Length)));
    }

    [Fact]
    public void Execute_InterruptedAndRunAgain_WritesWhatAnUnbrokenRunDoes()
    {
        using var first = new RecordingObserver(cancelAfter: 5);
        Assert.ThrowsAny<OperationCanceledException>(() => FineTune(folder["broken"], first, epochs: 2));
        Assert.False(File.Exists(Path.Combine(folder["broken"], ModelManifest.FileName)));
        using var second = new RecordingObserver();
        FineTune(folder["broken"], second, epochs: 2);

        var (output, steps, _) = Unbroken();
        Assert.Equal(steps, [.. first.Steps, .. second.Steps]);
        foreach (var name in (string[])[Bundle.ModelFile, Bundle.WordsFile, ModelManifest.FileName])
        {
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(output, name)), File.ReadAllBytes(
                    Path.Combine(folder["broken"], name)));
        }
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

        var request = Request(pairs, folder["out"], epochs: 1);
        var error = Assert.Throws<InvalidDataException>(() => new FineTuning(request));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Construct_OutputIsTheBundle_IsRefused()
    {
        var output = DefaultBundle + Path.DirectorySeparatorChar;
        var request = Request(Pairs(), output, epochs: 1);

        var error = Assert.Throws<InvalidDataException>(() => new FineTuning(request));

        Assert.Contains("choose another folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BadRows_AnswerThatIsEmpty_IsNamedWithItsLine()
    {
        var pairs = folder.Write(
            "pairs.tsv", Encoding.UTF8.GetBytes(File.ReadAllText(Pairs()) + "a rattle\t\t\ttrain\n"));

        var request = Request(pairs, folder["out"], epochs: 1);
        var row = Assert.Single(new FineTuning(request).BadRows);

        Assert.Equal(54, row.Line);
        Assert.Contains("the answer is empty", row.Reason, StringComparison.Ordinal);
    }

    private static string DefaultBundle => Path.GetDirectoryName(Repository.Lexicon)!;

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

    private FineTuneRequest Request(string pairs, string output, int epochs) => new(
        DefaultBundle, pairs, Rehearsal(), output, "gifts", "2.0.0", epochs,
        new TrainingOptions { Distillation = 0 });

    private (string Output, IReadOnlyList<StepProgress> Steps, FineTuneResult Result) Unbroken() =>
        unbroken.Of((output, observer) => FineTune(output, observer, epochs: 2));

    private FineTuneResult FineTune(string output, RecordingObserver observer, int epochs)
    {
        LinuxX64.OrSkip();
        TorchRuntime.EnsureLoaded();
        return new FineTuning(Request(Pairs(), output, epochs)).Execute(observer, observer.Cancellation);
    }
}
