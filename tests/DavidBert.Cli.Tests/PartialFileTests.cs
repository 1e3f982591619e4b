using System.Text;
using DavidBert.Cli.Labelling;
using DavidBert.Labelling;

namespace DavidBert.Cli.Tests;

/// <summary>An output on its way, and who may touch it.</summary>
public sealed class PartialFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("davidbert-partial-");
    private readonly string job = new('j', 64);
    private readonly string other = new('o', 64);

    private string Output => Path.Combine(folder.FullName, "out.csv");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Take_OutputThatIsTaken_NamesTheProcess()
    {
        await using var first = PartialFile.Take(Output);

        var e = Assert.Throws<IOException>(() => PartialFile.Take(Output));

        Assert.Contains($"process {Environment.ProcessId}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Take_NothingReached_LeavesNothing()
    {
        await using (var partial = PartialFile.Take(Output))
        {
            partial.Resume(job);
            partial.Stream.Write("some"u8);
        }

        Assert.Empty(folder.GetFiles());
    }

    [Fact]
    public async Task Resume_SameJob_GoesOnFromWhatCounts()
    {
        await ReachAsync("counts", "does not");

        await using var partial = PartialFile.Take(Output);
        var reached = partial.Resume(job);

        Assert.Equal(Report(1).Rows, reached?.Report.Rows);
        Assert.Equal("counts".Length, partial.Stream.Length);
    }

    [Fact]
    public async Task Take_AndLetGoOf_KeepsTheProgressOfAnyJob()
    {
        await ReachAsync("counts", "does not");
        await using (PartialFile.Take(Output))
        {
            // Taken and not wanted, as when the output turns out to be somebody else's.
        }

        await using var partial = PartialFile.Take(Output);
        Assert.NotNull(partial.Resume(job));
    }

    [Fact]
    public async Task Resume_AnotherJob_BeginsAnew()
    {
        await ReachAsync("counts", "does not");

        await using var partial = PartialFile.Take(Output);

        Assert.Null(partial.Resume(other));
        Assert.Equal(0, partial.Stream.Length);
    }

    [Fact]
    public async Task Take_PartsThatAKilledProcessLeft_AreRemoved()
    {
        await ReachAsync("counts", "does not");
        foreach (var name in (string[])["out.csv.partial.json.abc.part", "out.csv.report.json.def.part", "mine.part"])
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, name),
                "{",
                TestContext.Current.CancellationToken);
        }

        await using (PartialFile.Take(Output))
        {
            Assert.Equal<string[]>(["mine.part"], [.. folder.GetFiles("*.part").Select(file => file.Name)]);
        }
    }

    [Fact]
    public async Task Commit_Whole_NamesTheOutputAndReportsItsHash()
    {
        await using (var partial = PartialFile.Take(Output))
        {
            partial.Resume(job);
            partial.Stream.Write("all"u8);
            partial.Reach(new LabelCheckpoint(default, Report(3)), partial.Stream.Position, isDone: true);
            partial.Commit("in.csv", Report(3));
        }

        Assert.Equal("all", await File.ReadAllTextAsync(Output, TestContext.Current.CancellationToken));
        Assert.Equal<string[]>(
            ["out.csv", "out.csv.report.json"],
            [.. folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)]);
        Assert.Equal(job, ReportFile.Read(Output)?.Job);
        await File.WriteAllTextAsync(Output, "alL", TestContext.Current.CancellationToken);
        Assert.Null(ReportFile.Read(Output));
    }

    [Fact]
    public async Task FinishedBy_KilledBeforeTheCommit_IsTheReport()
    {
        await using (var partial = PartialFile.Take(Output))
        {
            partial.Resume(job);
            partial.Stream.Write("all"u8);
            partial.Reach(new LabelCheckpoint(default, Report(3)), partial.Stream.Position, isDone: true);
        }

        await using var again = PartialFile.Take(Output);
        Assert.Equal(3, again.FinishedBy(job)?.Rows);
        Assert.Null(again.FinishedBy(other));
    }

    private static LabelReport Report(long rows) => new()
    {
        Rows = rows,
        Labelled = rows,
        BelowMinimum = 0,
        Errors = new Dictionary<string, RowCount>(StringComparer.Ordinal),
        Words = new Dictionary<string, long>(StringComparer.Ordinal),
        Column = "phrase",
        Added = ["word"],
        Model = new("test", "1.0.0"),
        Seconds = 1,
    };

    private async Task ReachAsync(string counts, string doesNot)
    {
        await using var partial = PartialFile.Take(Output);
        partial.Resume(job);
        partial.Stream.Write(Encoding.UTF8.GetBytes(counts));
        partial.Reach(new LabelCheckpoint(default, Report(1)), partial.Stream.Position, isDone: false);
        partial.Stream.Write(Encoding.UTF8.GetBytes(doesNot));
    }
}
