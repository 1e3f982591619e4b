using System.Text.Json.Nodes;
using DavidBert.Cli.Commands;
using DavidBert.Testing;

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
        Assert.Matches(@"\nmetrics\n  split +test\n  top_1 +0\.5000\n", run.Output);
    }

    [Fact]
    public void FactTable_ObjectsOfOneKind_AreRowsOfATable()
    {
        var facts = JsonNode.Parse("""
            {"of":"x\ny","int8":{"dev":{"rows":807,"top_1":0.605947},"test":{"rows":1015,"top_1":0.6}},
            "agreement":{"same":1,"rate":0.00002}}
            """)!;

        Assert.Equal(
            """
              of          x y

                          rows   top_1
              int8 dev     807  0.6059
              int8 test   1015  0.6000

              agreement same  1
              agreement rate  2E-05

            """,
            FactTable.Format(facts, nameWidth: 10));
    }

    [Fact]
    public async Task Info_Json_IsTheManifest()
    {
        var run = await DavidBertProcess.RunAsync(["info", "--format", "json", "--model", bundle.Folder]);

        Assert.Equal(
            await File.ReadAllTextAsync(bundle.PathOf("model.json"), TestContext.Current.CancellationToken),
            run.Output);
    }
}
