using System.Text;
using System.Text.Json;
using DavidBert.Testing;

namespace DavidBert.Cli.Tests;

public sealed class PredictTests : IDisposable
{
    private readonly TestBundle bundle = new();

    public void Dispose() => bundle.Dispose();

    [Fact]
    public async Task Predict_Arguments_GivesAlignedLinesInOrder()
    {
        var run = await Predict("very chonky", "fishy", "valuable", "large");

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.Collection(
            run.Lines,
            line => Assert.Matches(@"^very chonky → size  [01]\.\d{4}$", line),
            line => Assert.Matches(@"^fishy       → smell  [01]\.\d{4}$", line),
            line => Assert.Matches(@"^valuable    → value  [01]\.\d{4}$", line),
            line => Assert.Matches(@"^large       → size  [01]\.\d{4}$", line));
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public async Task Predict_JsonTopK_GivesAnObjectALineAsDesigned()
    {
        var run = await Predict("--format", "json", "--top-k", "3", "fishy", "", "café \"naive\"");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(3, run.Lines.Length);
        using var answer = JsonDocument.Parse(run.Lines[0]);
        Assert.Equal<string[]>(["text", "word", "score", "top_k", "truncated"], Names(answer.RootElement));
        Assert.Equal("smell", answer.RootElement.GetProperty("word").GetString());
        var topK = answer.RootElement.GetProperty("top_k");
        Assert.Equal(3, topK.GetArrayLength());
        Assert.Equal<string[]>(["word", "score"], Names(topK[0]));
        Assert.Equal(answer.RootElement.GetProperty("score").GetDouble(), topK[0].GetProperty("score").GetDouble());
        Assert.False(answer.RootElement.GetProperty("truncated").GetBoolean());
        using var failure = JsonDocument.Parse(run.Lines[1]);
        Assert.Equal<string[]>(["text", "error"], Names(failure.RootElement));
        Assert.Equal<string[]>(["code", "detail"], Names(failure.RootElement.GetProperty("error")));
        Assert.Equal("empty", failure.RootElement.GetProperty("error").GetProperty("code").GetString());
        Assert.StartsWith("{\"text\":\"café \\\"naive\\\"\"", run.Lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_CsvTopK_GivesTheDesignedColumns()
    {
        var run = await Predict("--format", "csv", "--top-k", "2", "fishy", "large, very", "漢");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("text,word,score,error,word_2,score_2,truncated", run.Lines[0]);
        Assert.Matches(@"^fishy,smell,[01]\.\d{4},,\w+,[01]\.\d{4},false$", run.Lines[1]);
        Assert.Matches("^\"large, very\",size,", run.Lines[2]);
        Assert.Equal("漢,,,unreadable,,,", run.Lines[3]);
        Assert.Contains("1 of 3 phrases", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "text",
        "^fishy → smell  0\\.\\d{4} ✓, \\w+  0\\.\\d{4}$",
        "^value → \\w+  0\\.\\d{4}, \\w+  0\\.\\d{4}$")]
    [InlineData(
        "csv",
        "^fishy,smell,0\\.\\d{4},,\\w+,0\\.\\d{4},true,false$",
        "^value,\\w+,0\\.\\d{4},,\\w+,0\\.\\d{4},false,false$")]
    [InlineData(
        "json",
        "\"score\":0.\\d*,\"confident\":true,\"top_k\"",
        "\"score\":0.\\d*,\"confident\":false,\"top_k\"")]
    public async Task Predict_BundleWithThreshold_TellsWhichAnswersAreConfident(
        string format,
        string sure,
        string unsure)
    {
        using var calibrated = new TestBundle(confidentAt: 0.5);

        var run = await DavidBertProcess.RunAsync(
            ["predict", "-m", calibrated.Folder, "-f", format, "-k", "2", "fishy", "value", ""]);

        string[] lines = [.. run.Lines.SkipWhile(line => line.StartsWith("text,", StringComparison.Ordinal))];
        Assert.Matches(sure, lines[0]);
        Assert.Matches(unsure, lines[1]);
        Assert.DoesNotMatch("✓|true|false", lines[2]);
        Assert.Equal(
            string.Equals(format, "csv", StringComparison.Ordinal),
            run.Lines[0].EndsWith(",score_2,confident,truncated", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Predict_StandardInput_AnswersEachLineInItsPlace()
    {
        byte[] input = [0xEF, 0xBB, 0xBF, .. "fishy\r\n\nlarge \u2028\n"u8, 0xFF, 0xFE, .. "\nvaluable"u8];
        var run = await DavidBertProcess.RunAsync(["predict", "--model", bundle.Folder, "-f", "csv"], input);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(6, run.Lines.Length);
        Assert.StartsWith("fishy,smell,", run.Lines[1], StringComparison.Ordinal);
        Assert.Equal(",,,empty,", run.Lines[2]);
        Assert.Contains(",size,", run.Lines[3], StringComparison.Ordinal);
        Assert.Equal("\uFFFD\uFFFD,,,bad_encoding,", run.Lines[4]);
        Assert.StartsWith("valuable,value,", run.Lines[5], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_DashAmongArguments_StandsForStandardInput()
    {
        var run = await DavidBertProcess.RunAsync(
            ["predict", "-m", bundle.Folder, "-f", "csv", "fishy", "-", "valuable"],
            "large\n");

        Assert.Equal<string[]>(
            ["text", "fishy", "large", "valuable"],
            [.. run.Lines.Select(line => line.Split(',')[0])]);
    }

    [Fact]
    public async Task Predict_DashAfterTwoDashes_IsAPhrase()
    {
        var run = await DavidBertProcess.RunAsync(
            ["predict", "-m", bundle.Folder, "-f", "csv", "fishy", "--", "-"],
            "large\n");

        Assert.Equal<string[]>(["text", "fishy", "-"], [.. run.Lines.Select(line => line.Split(',')[0])]);
    }

    [Fact]
    public async Task Predict_CsvOfALongPhrase_TellsThatItIsTruncated()
    {
        var run = await Predict(
            "--format",
            "csv",
            "fishy",
            string.Join(' ', Enumerable.Repeat("fishy", 2 * TestBundle.MaxLength)));

        Assert.Equal<string[]>(["truncated", "false", "true"], [.. run.Lines.Select(line => line.Split(',')[^1])]);
    }

    [Fact]
    public async Task Predict_OneLineOfAnOpenPipe_IsAnsweredAtOnce()
    {
        await using var run = DavidBertProcess.Start(["predict", "--model", bundle.Folder, "--format", "json"]);
        foreach (var (phrase, word) in ((string, string)[])[("fishy", "smell"), ("large", "size")])
        {
            await run.Input.WriteAsync(Encoding.UTF8.GetBytes(phrase + "\n"), TestContext.Current.CancellationToken);
            await run.Input.FlushAsync(TestContext.Current.CancellationToken);
            var line = await run.Output.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.Contains($"\"word\":\"{word}\"", line, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await run.EndAsync()).ExitCode);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("\uFEFF", 0)]
    [InlineData("\uFEFF\n", 1)]
    [InlineData("\uFEFF\uFEFFfishy", 1)]
    public async Task Predict_ByteOrderMark_IsNoPhrase(string input, int phrases)
    {
        var run = await DavidBertProcess.RunAsync(["predict", "--model", bundle.Folder, "-f", "json"], input);

        Assert.Equal(phrases, run.Lines.Length);
    }

    [Fact]
    public async Task Predict_ManyLines_KeepsThemAllInOrder()
    {
        string[] phrases = [.. Enumerable.Range(0, 20_000)
            .Select(i => $"{(i % 3 == 0 ? "fishy" : "large")} {new string('a', i % 7)}{i}")];
        var run = await DavidBertProcess.RunAsync(
            ["predict", "-m", bundle.Folder, "-f", "csv"],
            string.Join('\n', phrases));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal<string[]>(phrases, [.. run.Lines.Skip(1).Select(line => line.Split(',')[0])]);
        Assert.All(
            run.Lines.Skip(1),
            line => Assert.Equal(line.StartsWith('f') ? "smell" : "size", line.Split(',')[1]));
    }

    [Fact]
    public async Task Predict_ReaderThatLeaves_EndsQuietly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The pipe is made by a POSIX shell.");
        await using var run = DavidBertProcess.Start(["predict", "--model", bundle.Folder]);
        await run.Input.WriteAsync("fishy\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await run.Input.FlushAsync(TestContext.Current.CancellationToken);
        await run.Output.ReadLineAsync(TestContext.Current.CancellationToken);
        run.Output.Close();
        await run.Input.WriteAsync("large\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await run.Input.FlushAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, await run.WaitAsync());
    }

    [Fact]
    public async Task Predict_Interrupted_EndsWith130()
    {
        Interrupts.OrSkip();
        await using var run = DavidBertProcess.Start(["predict", "--model", bundle.Folder]);
        await run.Input.WriteAsync("fishy\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await run.Input.FlushAsync(TestContext.Current.CancellationToken);
        await run.Output.ReadLineAsync(TestContext.Current.CancellationToken);
        using var kill = System.Diagnostics.Process.Start("kill", ["-INT", $"{run.Id}"]);

        Assert.Equal(130, await run.WaitAsync());
    }

    [Fact]
    public async Task Predict_OtherLocale_StillSpeaksUtf8()
    {
        var latin = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LC_ALL"] = "de_DE.ISO-8859-1",
            ["LANG"] = "C"
        };
        var run = await DavidBertProcess.RunAsync(["predict", "-m", bundle.Folder], "café fishy\n"u8.ToArray(), latin);

        Assert.StartsWith("café fishy", run.Output, StringComparison.Ordinal);
        Assert.Contains("→ smell", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_PhraseWithControlCharacters_StaysOnItsLine()
    {
        var run = await Predict("fishy\nlarge\u001b[31m");

        Assert.DoesNotContain('\u001b', run.Output);
        Assert.Single(run.Lines);
    }

    private Task<DavidBertProcess.Outcome> Predict(params string[] args) =>
        DavidBertProcess.RunAsync(["predict", "--model", bundle.Folder, .. args]);

    private static string[] Names(JsonElement element)
        => [.. element.EnumerateObject().Select(property => property.Name)];

    [Theory]
    [InlineData("predict")]
    [InlineData("tokenize")]
    [InlineData("tokenize --jsonl")]
    public async Task AnyCommand_LinesThatAreNotUtf8_AreToldByNumber(string command)
    {
        byte[] input = [.. "{\"text\":\"fishy\"}\n"u8, .. "{\"text\":\"caf\xE9\"}\n".Select(c => (byte)c)];
        var run = await DavidBertProcess.RunAsync([.. command.Split(' '), "--model", bundle.Folder], input);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Line 2 is not UTF-8.", run.Output + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Line 1 ", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0x00 }, "UTF-16")]
    [InlineData(new byte[] { 0x61, 0x00, 0x62, 0x00, 0x63, 0x00, 0x0A, 0x00 }, "UTF-16")]
    [InlineData(new byte[] { 0x1F, 0x8B, 0x08, 0x00 }, "compressed by gzip")]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A }, "a picture")]
    public async Task Predict_StandardInputThatIsNotLines_IsRefused(byte[] input, string what)
    {
        var run = await DavidBertProcess.RunAsync(["predict", "--model", bundle.Folder], input);

        Assert.Equal((2, string.Empty), (run.ExitCode, run.Output));
        Assert.Contains($"standard input is {what}; give lines of UTF-8.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_ArgumentThatIsNotUtf8_IsAnError()
    {
        var run = await DavidBertProcess.ShellAsync(
            $"davidbert predict --model '{bundle.Folder}' fishy $'caf\\xe9'");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("(bad_encoding) The argument is not UTF-8.", run.Output, StringComparison.Ordinal);
    }
}
