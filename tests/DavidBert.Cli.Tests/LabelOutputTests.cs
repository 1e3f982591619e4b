using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace DavidBert.Cli.Tests;

/// <summary>What becomes of outputs that are there, on their way, or somebody else's.</summary>
public sealed class LabelOutputTests : LabelFolder
{
    private const string Table = "phrase\nfishy\n";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly DateTime Once = new(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public async Task Label_OutputThatAnotherProcessWrites_IsLeftAloneAndThatProcessNamed()
    {
        var (a, b, output) = (Write("a.csv", Table), Write("b.csv", "phrase\nlarge\n"), PathOf("out.csv"));
        await using var first = DavidBertProcess.Start(["label", "--model", Model, "-o", output]);
        await first.Input.WriteAsync(Encoding.UTF8.GetBytes("phrase\n" + Many("valuable\n")), Cancellation);
        await first.Input.FlushAsync(Cancellation);
        await UntilAsync(() => File.Exists($"{output}.partial.json"));

        var typo = await Label(a, "-o", output, "-c", "typo");
        var second = await Label(b, "-o", output);
        var forced = await Label(b, "-o", output, "--force");

        Assert.Equal((2, 2, 2), (typo.ExitCode, second.ExitCode, forced.ExitCode));
        Assert.Contains("no column 'typo'", typo.Error, StringComparison.Ordinal);
        var who = string.Create(
            CultureInfo.InvariantCulture,
            $"is being written by process {first.Id}; it is left alone");
        Assert.Contains(who, second.Error, StringComparison.Ordinal);
        Assert.Contains(who, forced.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await first.EndAsync()).ExitCode);
        Assert.StartsWith("phrase,word,score,error\nvaluable,value,", Read("out.csv"), StringComparison.Ordinal);
        Assert.Equal<string[]>(["a.csv", "b.csv", "out.csv", "out.csv.report.html", "out.csv.report.json"], Files());
    }

    [Fact]
    public async Task Label_PipeThatBreaksOffByAFault_LeavesNothing()
    {
        var run = await DavidBertProcess.RunAsync(
            ["label", "--model", Model, "-o", PathOf("out.csv"), "--max-record", "1"],
            Table + new string('a', 2 << 20));

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Label_OtherContentOfTheSameLengthAndTime_IsLabelledAgain()
    {
        var input = Write("a.csv", "phrase\nfishy\nlarge\n");
        File.SetLastWriteTimeUtc(input, Once);
        await Label(input);
        Write("a.csv", "phrase\nlarge\nfishy\n");
        File.SetLastWriteTimeUtc(input, Once);

        Assert.Equal(0, (await Label(input)).ExitCode);
        Assert.Matches("\nlarge,size,.*\nfishy,smell,", Read("a.labelled.csv"));
    }

    [Fact]
    public async Task Label_OtherTimeOfTheSameContent_ChangesNothing()
    {
        var input = Write("a.csv", Table);
        await Label(input);
        File.SetLastWriteTimeUtc(input, Once);

        Assert.Contains("is there already", (await Label(input)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_TwoTablesOfOneLengthAndTimeToOneOutput_GivesEachItsWords()
    {
        var (a, b) = (Write("x/a.csv", "phrase\nfishy\n"), Write("y/a.csv", "phrase\nlarge\n"));
        File.SetLastWriteTimeUtc(a, Once);
        File.SetLastWriteTimeUtc(b, Once);
        await Label(a, "-o", PathOf("out.csv"));

        Assert.Equal(0, (await Label(b, "-o", PathOf("out.csv"))).ExitCode);
        Assert.Contains("\nlarge,size,", Read("out.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_OutputThatWasEdited_IsKeptUnlessForced()
    {
        var input = Write("a.csv", Table);
        await Label(input);
        var edited = Read("a.labelled.csv").Replace("smell", "sme11", StringComparison.Ordinal);
        Write("a.labelled.csv", edited);

        var run = await Label(input, "--top-k", "2");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("changed since", run.Error, StringComparison.Ordinal);
        Assert.Equal(edited, Read("a.labelled.csv"));
        Assert.Equal(0, (await Label(input, "--top-k", "2", "--force")).ExitCode);
        Assert.Contains("smell", Read("a.labelled.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_TypoAndANewFolder_NamesTheTypoAndMakesNoFolder()
    {
        var run = await Label(Write("a.csv", Table), "-o", PathOf("new/x.csv"), "-c", "typo");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("a.csv: There is no column 'typo'", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(PathOf("new")));
    }

    [Fact]
    public async Task Label_FolderIntoAFolderOfItsOwnTwice_IsThereTheSecondTime()
    {
        Write("in/a.csv", Table);
        Write("in/s.xlsx", "PK");
        string[] args = [PathOf("in"), "-o", PathOf("in/out/")];
        var first = await Label(args);
        var second = await Label(args);

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Contains("s.xlsx: left out", first.Error, StringComparison.Ordinal);
        Assert.Contains("is there already", second.Error, StringComparison.Ordinal);
        Assert.Equal<string[]>(["a.csv", "a.csv", "a.csv.report.html", "a.csv.report.json", "s.xlsx"], Files("in"));
    }

    [Fact]
    public async Task Label_ForcedThroughALink_WritesWhereItLeads()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs a right there.");
        var input = Write("a.csv", Table);
        Write("real/out.csv", "mine");
        File.CreateSymbolicLink(PathOf("link.csv"), "real/out.csv");

        Assert.Equal(2, (await Label(input, "-o", PathOf("link.csv"))).ExitCode);
        Assert.Equal("mine", Read("real/out.csv"));
        Assert.Equal(0, (await Label(input, "-o", PathOf("link.csv"), "--force")).ExitCode);
        Assert.Equal("real/out.csv", new FileInfo(PathOf("link.csv")).LinkTarget);
        Assert.Contains("fishy,smell,", Read("real/out.csv"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$2 >pipe.csv & $1 pipe.csv; cat pipe.labelled.csv")]
    [InlineData("$2 >pipe.csv & $1 pipe.csv -o out.csv; cat out.csv")]
    [InlineData("$2 >pipe.csv & $1 pipe.csv -o -")]
    [InlineData("$2 | $1 /dev/stdin")]
    [InlineData("$1 a.csv -o /dev/stdout --force | cat")]
    public async Task Label_PipesInPlaceOfFiles_AreReadAndWrittenOnce(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A POSIX shell makes the pipes.");
        Write("a.csv", Table);
        var label = $"davidbert label -q --model '{Model}'";
        var run = await DavidBertProcess.ShellAsync($"""
            cd '{PathOf("")}' && mkfifo pipe.csv
            {script.Replace("$1", label, StringComparison.Ordinal).Replace("$2", "cat a.csv", StringComparison.Ordinal)}
            """);

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.Matches("^phrase,word,score,error\nfishy,smell,0\\.\\d{4},\n$", run.Output);
    }

    [Theory]
    [InlineData("a.csv", "out.csv.gz", true)]
    [InlineData("a.csv.gz", "out.csv", false)]
    [InlineData("a.csv.gz", "out.csv.GZ", true)]
    [InlineData("a.csv.gz", "out.data", true)]
    [InlineData("a.csv", "out.data", false)]
    public async Task Label_NameOfTheOutput_DecidesWhetherItIsCompressed(string input, string output, bool isCompressed)
    {
        Write("a.csv", Table);
        await using (var gzip = new GZipStream(File.Create(PathOf("a.csv.gz")), CompressionLevel.Fastest))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Table), Cancellation);
        }

        Assert.Equal(0, (await Label(PathOf(input), "-o", PathOf(output))).ExitCode);
        await using Stream file = File.OpenRead(PathOf(output));
        Assert.Equal(isCompressed, file.ReadByte() == 0x1F);
        file.Position = 0;
        using var reader = new StreamReader(isCompressed ? new GZipStream(file, CompressionMode.Decompress) : file);
        var table = await reader.ReadToEndAsync(Cancellation);
        Assert.StartsWith("phrase,word,score,error\nfishy,smell,", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_TitleAboveTheHeader_IsSkippedOnDemandAndTheErrorSaysHow()
    {
        var input = Write("a.csv", "Survey of 2026\n\nid,phrase\n1,fishy\n");
        var refused = await Label(input);
        var skipped = await Label(input, "--skip-rows", "2");

        Assert.Equal((2, 0), (refused.ExitCode, skipped.ExitCode));
        Assert.Contains("skip", refused.Error, StringComparison.Ordinal);
        Assert.Contains("\n1,fishy,smell,", Read("a.labelled.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_ColumnThatJsonLinesDoNotHave_IsRefused()
    {
        var run = await Label(Write("a.jsonl", "{\"text\":\"fishy\"}\n"), "--column", "typo");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("typo", run.Error, StringComparison.Ordinal);
        Assert.Equal<string[]>(["a.jsonl"], Files());
    }

    [Fact]
    public async Task Label_PhrasesThatAreTruncated_AreTold()
    {
        var run = await Label(Write("a.csv", $"phrase\nfishy\n{string.Join(' ', Enumerable.Repeat("very", 40))}\n"));

        Assert.Contains("longer than the model takes", run.Error, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(Read("a.labelled.csv.report.json"));
        Assert.Equal(1, report.RootElement.GetProperty("truncated").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Label_FolderTwice_DoesNotTakeReportsForTables()
    {
        Write("in/a.json", "[\"fishy\"]");
        Assert.Equal(0, (await Label(PathOf("in"))).ExitCode);

        var again = await Label(PathOf("in"));

        Assert.Equal(0, again.ExitCode);
        Assert.Equal<string[]>(["a.json", "a.labelled.json", "a.labelled.json.report.html", "a.labelled.json.report.json"], Files("in"));
    }

    [Fact]
    public async Task Label_DashAfterTwoDashes_IsAFile()
    {
        var run = await DavidBertProcess.RunAsync(["label", "--model", Model, "--", "-"], Table);

        Assert.Equal((2, string.Empty), (run.ExitCode, run.Output));
        Assert.Contains("there is no file '-'", run.Error, StringComparison.Ordinal);
    }

    /// <summary>More than is read before the output is begun.</summary>
    private static string Many(string line) => string.Concat(Enumerable.Repeat(line, (2 << 20) / line.Length));

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var waited = TimeSpan.Zero; !holds(); waited += Pause)
        {
            Assert.True(waited < Patience, "It did not come to that.");
            await Task.Delay(Pause, Cancellation);
        }
    }
}
