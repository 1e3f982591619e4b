using DavidBert.Tests.Prediction;

namespace DavidBert.Cli.Tests;

public sealed class InfoTests : IDisposable
{
    private readonly TestBundle bundle = new();

    public void Dispose() => bundle.Dispose();

    [Fact]
    public async Task Info_Bundle_ShowsWhatItIs()
    {
        var run = await DavidBertProcess.RunAsync(["info", "--model", bundle.Folder]);

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.Contains("test 1.2.3", run.Output, StringComparison.Ordinal);
        Assert.Contains("bag-of-pieces (MIT)", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"model\.onnx +\d+\.\d\d MB, sha256 [0-9a-f]{64}", run.Output);
        Assert.Matches(@"\nmetrics\n  split +test\n  top_1 +0\.5\n", run.Output);
    }

    [Fact]
    public async Task Info_Json_IsTheManifest()
    {
        var run = await DavidBertProcess.RunAsync(["info", "--format", "json", "--model", bundle.Folder]);

        Assert.Equal(await File.ReadAllTextAsync(bundle.PathOf("model.json"), TestContext.Current.CancellationToken), run.Output);
    }
}
