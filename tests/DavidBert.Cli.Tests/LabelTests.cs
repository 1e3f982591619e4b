using System.Text.Json;
using DavidBert.Testing;

namespace DavidBert.Cli.Tests;

public sealed class LabelTests : LabelFolder
{

    [Fact]
    public async Task Label_File_LeavesTheLabelledFileAndItsReport()
    {
        var input = Write("a.csv", "id;phrase\r\n1;fishy\r\n2;\r\n3;\"large\"\r\n");
        var run = await Label(input);

        Assert.Equal((1, string.Empty), (run.ExitCode, run.Output));
        Assert.Contains("2 of 3 rows have a word, 1 empty (line 3)", run.Error, StringComparison.Ordinal);
        Assert.Contains("smell", run.Error, StringComparison.Ordinal);
        Assert.Matches(
            "^id;phrase;word;score;error\r\n1;fishy;smell;[01]\\.\\d{4};\r\n"
            + "2;;;;empty\r\n3;\"large\";size;[01]\\.\\d{4};\r\n$",
            Read("a.labelled.csv"));
        using var report = JsonDocument.Parse(Read("a.labelled.csv.report.json"));
        Assert.Equal(3, report.RootElement.GetProperty("rows").GetInt64());
        Assert.Equal(2, report.RootElement.GetProperty("labelled").GetInt64());
        Assert.Equal(1, report.RootElement.GetProperty("words").GetProperty("size").GetInt64());
        Assert.Equal(
            3,
            report.RootElement.GetProperty("errors").GetProperty("empty").GetProperty("first_lines")[0].GetInt64());
        Assert.Equal("test", report.RootElement.GetProperty("model").GetProperty("name").GetString());
        Assert.Equal("1.2.3", report.RootElement.GetProperty("model").GetProperty("version").GetString());
        Assert.True(report.RootElement.GetProperty("seconds").GetDouble() > 0);
        Assert.Equal<string[]>(
            ["a.csv", "a.labelled.csv", "a.labelled.csv.report.html", "a.labelled.csv.report.json"],
            Files());
    }

    [Fact]
    public async Task Label_SameFileAgain_ChangesNothing()
    {
        var input = Write("a.csv", "phrase\nfishy\n漢\n");
        await Label(input);
        var before = (File.GetLastWriteTimeUtc(PathOf("a.labelled.csv")), File.GetLastWriteTimeUtc(
            PathOf("a.labelled.csv.report.json")));
        var run = await Label(input);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is there already", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, (File.GetLastWriteTimeUtc(PathOf("a.labelled.csv")), File.GetLastWriteTimeUtc(
            PathOf("a.labelled.csv.report.json"))));
    }

    [Fact]
    public async Task Label_ChangedFileOrOptions_ReplacesTheOutput()
    {
        var input = Write("a.csv", "phrase\nfishy\n");
        await Label(input);
        Write("a.csv", "phrase\nlarge and large\n");
        await Label(input);
        Assert.Contains(",size,", Read("a.labelled.csv"), StringComparison.Ordinal);

        await Label(input, "--top-k", "2");
        Assert.StartsWith("phrase,word,score,error,word_2,score_2\n", Read("a.labelled.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_OutputOfSomebodyElse_IsLeftAlone()
    {
        var input = Write("a.csv", "phrase\nfishy\n");
        Write("out.csv", "mine");
        var run = await Label(input, "-o", PathOf("out.csv"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--force", run.Error, StringComparison.Ordinal);
        Assert.Equal("mine", Read("out.csv"));
        Assert.Equal(0, (await Label(input, "-o", PathOf("out.csv"), "--force")).ExitCode);
        Assert.Contains("smell", Read("out.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_StandardInput_GoesToStandardOutput()
    {
        var run = await DavidBertProcess.RunAsync(["label", "--model", Model, "-q"], "{\"text\":\"fishy\"}\n");

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.Matches(
            "^\\{\"text\":\"fishy\",\"word\":\"smell\",\"score\":[01]\\.\\d{4},\"error\":null\\}\n$",
            run.Output);
    }

    [Fact]
    public async Task Label_StandardInputToAFile_AppearsWhole()
    {
        var run = await DavidBertProcess.RunAsync(
            ["label", "-", "--model", Model, "-o", PathOf("b.csv")],
            "phrase\nfishy\n");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("phrase,word,score,error\nfishy,smell,", Read("b.csv"), StringComparison.Ordinal);
        Assert.Equal<string[]>(["b.csv", "b.csv.report.html", "b.csv.report.json"], Files());
    }

    [Fact]
    public async Task Label_FolderAndPattern_LabelTheirTablesOnce()
    {
        Write("in/a.csv", "phrase\nfishy\n");
        Write("in/sub/b.txt", "large\n");
        Write("in/sub/c.labelled.csv", "phrase\nfishy\n");
        Write("in/readme.md", "no table");
        var run = await Label(PathOf("in"), PathOf("in/**/*.csv"), "-o", PathOf("out"));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal<string[]>(
            ["a.csv", "a.csv.report.html", "a.csv.report.json", "b.tsv", "b.tsv.report.html", "b.tsv.report.json"],
            Files("out"));
        Assert.StartsWith("phrase\tword\tscore\terror\nlarge\tsize\t", Read("out/sub/b.tsv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_OneBadFileAmongGoodOnes_KeepsNoneFromTheirs()
    {
        var run = await Label(Write("a.csv", "x,y\n1,2\n"), Write("b.csv", "phrase\nfishy\n"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("a.csv: There is no column 'phrase' or 'text'", run.Error, StringComparison.Ordinal);
        Assert.Contains("x, y", run.Error, StringComparison.Ordinal);
        Assert.Equal<string[]>(
            ["a.csv", "b.csv", "b.labelled.csv", "b.labelled.csv.report.html", "b.labelled.csv.report.json"],
            Files());
    }

    [Fact]
    public async Task Label_FileThatBreaksOff_LeavesNothingBehind()
    {
        var rows = string.Concat(Enumerable.Repeat("fishy\n", 40_000));
        var run = await Label(Write("a.csv", $"phrase\n{rows}{new string('a', 2 << 20)}"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("line 40002", run.Error, StringComparison.Ordinal);
        Assert.Equal<string[]>(["a.csv"], Files());
    }

    [Fact]
    public async Task Label_AllOptions_AreFollowed()
    {
        var input = Write("a.data", "=1|'fish|y'\r=2|fishy\r");
        var run = await Label([
            input,
            .. (string[])["-o", PathOf("out.csv"), "--format", "csv", "--separator", "|", "--quote", "'"],
            .. (string[])["--line-end", "cr", "--no-header", "--column", "2", "--encoding", "utf-8"],
            .. (string[])["--minimum-score", "1", "--word-name", "w", "--score-name", "s", "--error-name", "e"],
            "--escape-formulas",
        ]);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches(
            "^1\\|2\\|w\\|s\\|e\r'=1\\|'fish\\|y'\\|\\|\\|unreadable\r"
            + "'=2\\|fishy\\|\\|0\\.\\d{4}\\|\r$",
            Read("out.csv"));
    }

    [Theory]
    [InlineData("--minimum-score is '2'", "--minimum-score", "2")]
    [InlineData("--separator is 'ab'", "--separator", "ab")]
    [InlineData("separator is 'a'", "--separator", "a")]
    [InlineData("--format is 'xlsx'", "--format", "xlsx")]
    [InlineData("cannot be called '=x'", "--word-name", "=x")]
    [InlineData("no file 'nowhere.csv'", "nowhere.csv")]
    [InlineData("holds no table", "nowhere/*.csv")]
    [InlineData("'--colum'", "--colum", "a")]
    public async Task Label_CommandLineThatCannotBe_SaysWhyAndEndsWith2(string reason, params string[] args)
    {
        var run = await DavidBertProcess.RunAsync(["label", "--model", Model, .. args], "phrase\nfishy\n");

        Assert.Equal((2, string.Empty), (run.ExitCode, run.Output));
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_NameWithControlCharacters_IsLabelledAndToldInOneLine()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Such names are none.");
        var run = await Label(Write("a\u001b[31m\n.csv", "phrase\nfishy\n"));

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain('\u001b', run.Error);
        Assert.Contains("a [31m .labelled.csv: 1 of 1 row has a word", run.Error, StringComparison.Ordinal);
        Assert.Contains("a\u001b[31m\n.labelled.csv", Files());
    }

    [Fact]
    public async Task Label_TwoTablesToOnePlace_IsRefused()
    {
        var run = await Label(
            Write("x/a.csv", "phrase\nfishy"),
            Write("y/a.csv", "phrase\nfishy"),
            "-o",
            PathOf("out/"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("label them separately", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fishy\n", "1 of 1 row has a word")]
    [InlineData("\"\"\n", "0 of 1 row has a word")]
    [InlineData("fishy\n\"\"\n", "1 of 2 rows has a word")]
    [InlineData("\"\"\n\"\"\n", "0 of 2 rows have a word")]
    public async Task Label_AnyNumberOfRows_IsToldInTheFormThatGoesWithIt(string rows, string told)
    {
        var run = await Label(Write("a.csv", $"phrase\n{rows}"));

        Assert.Contains(told, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--as-written")]
    [InlineData("--minimum-score=0.5")]
    public async Task Label_OtherOptionOfReadingOrWriting_LabelsAgain(string option)
    {
        var input = Write("a.csv", "phrase\nfishy\n");
        await Label(input);
        Assert.Contains("is there already", (await Label(input)).Error, StringComparison.Ordinal);

        Assert.Contains("1 of 1 row has a word", (await Label(input, option)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_FolderWithPipeAndBrokenLinks_LeavesThemOutAndSaysSo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files in folders.");
        Write("in/a.csv", "phrase\nfishy\n");
        File.CreateSymbolicLink(PathOf("in/cycle.csv"), "cycle.csv");
        File.CreateSymbolicLink(PathOf("in/nowhere.csv"), "gone.csv");
        var run = await DavidBertProcess.ShellAsync(
            $"mkfifo '{PathOf("in/p.csv")}'; ln -s p.csv '{PathOf("in/q.csv")}'; "
            + $"davidbert label '{PathOf("in")}' --model '{Model}'");

        Assert.Equal(0, run.ExitCode);
        foreach (var (name, reason) in (ReadOnlySpan<(string, string)>)[
            ("cycle", "its link leads nowhere"), ("nowhere", "its link leads nowhere"), ("p", "it is a pipe"),
            ("q", "it is a pipe")])
        {
            Assert.Contains($"in/{name}.csv: left out, as {reason}", run.Error, StringComparison.Ordinal);
        }

        Assert.Contains("a.csv → ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_NamedPipeWithoutAWriter_EndsAtOnceWhenItIsInterrupted()
    {
        Interrupts.OrSkip();
        var made = await DavidBertProcess.ShellAsync($"mkfifo '{PathOf("p.csv")}'");
        Assert.Equal(0, made.ExitCode);
        await using var run = DavidBertProcess.Start(["label", PathOf("p.csv"), "--model", Model]);
        while (!File.ReadAllText($"/proc/{run.Id}/maps").Contains("onnxruntime", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), Cancellation);
        }

        using var kill = System.Diagnostics.Process.Start("kill", ["-INT", $"{run.Id}"]);

        Assert.Equal(130, await run.WaitAsync());
        Assert.Equal<string[]>(["p.csv"], Files());
    }

    [Fact]
    public async Task Label_OutputBelowAFile_SaysThatItIsNoFolder()
    {
        var run = await Label(Write("a.csv", "phrase\nfishy\n"), "-o", PathOf("a.csv/out.csv"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("a.csv' is a file, not a folder", run.Error, StringComparison.Ordinal);
    }
}
