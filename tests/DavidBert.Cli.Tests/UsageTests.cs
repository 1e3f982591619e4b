using DavidBert.Testing;

namespace DavidBert.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("--top-k is '0'", "predict", "--top-k", "0", "x")]
    [InlineData("--top-k is '101'", "predict", "--top-k", "101", "x")]
    [InlineData("--top-k is 'many'", "predict", "--top-k", "many", "x")]
    [InlineData("--top-k is '1,0'", "predict", "--top-k", "1,0", "x")]
    [InlineData("--top-k is '1e1'", "predict", "--top-k", "1e1", "x")]
    [InlineData("--port is '7,071'; expected a whole number from 0 to 65535", "serve", "--port", "7,071")]
    [InlineData("--minimum-score is '0,1'; expected a number from 0 to 1", "label", "--minimum-score", "0,1", "x.csv")]
    [InlineData("--minimum-score is 'NaN'", "label", "--minimum-score", "NaN", "x.csv")]
    [InlineData("--top-k is '1,0'", "label", "--top-k", "1,0", "x.csv")]
    [InlineData("--max-record is '1.000'", "label", "--max-record", "1.000", "x.csv")]
    [InlineData("--skip-rows is '-1'", "label", "--skip-rows", "-1", "x.csv")]
    [InlineData("--threads is '0'", "predict", "--threads", "0", "x")]
    [InlineData("--format is 'xml'", "predict", "--format", "xml", "x")]
    [InlineData("'--topk'", "predict", "--topk", "3", "x")]
    [InlineData("'prdict'", "prdict", "x")]
    [InlineData("--jsonl reads standard input", "tokenize", "--jsonl", "x")]
    [InlineData("'nowhere'", "predict", "--model", "nowhere", "x")]
    [InlineData("'nowhere'", "tokenize", "--model", "nowhere", "x")]
    [InlineData("'nowhere'", "info", "--model", "nowhere")]
    public async Task CommandLine_ThatCannotBe_SaysWhyAndEndsWith2(string reason, params string[] args)
    {
        var run = await DavidBertProcess.RunAsync(args);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("davidbert: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Predict_DamagedModel_NamesTheFileInOneLine()
    {
        using var bundle = new TestBundle();
        await File.AppendAllTextAsync(bundle.PathOf("model.onnx"), "x", TestContext.Current.CancellationToken);
        var run = await DavidBertProcess.RunAsync(["predict", "--model", bundle.Folder, "fishy"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("model.onnx", Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fishy", "--", "--topk")]
    [InlineData("@fishy")]
    public async Task Predict_PhraseThatLooksLikeSyntax_IsAPhrase(params string[] phrases)
    {
        using var bundle = new TestBundle();
        var run = await DavidBertProcess.RunAsync(["predict", "--model", bundle.Folder, "-f", "csv", .. phrases]);

        Assert.Contains($"\n{phrases[^1]},", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("predict")]
    [InlineData("label")]
    [InlineData("tokenize")]
    [InlineData("info")]
    public async Task Help_OfAnyCommand_ShowsUsageAndExamples(params string[] command)
    {
        var run = await DavidBertProcess.RunAsync([.. command, "--help"]);

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.Contains(string.Join(' ', ["  davidbert", .. command]), run.Output, StringComparison.Ordinal);
        Assert.Contains("Examples:\n  davidbert ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("DavidBert.Cli", run.Output, StringComparison.Ordinal);
    }
}
