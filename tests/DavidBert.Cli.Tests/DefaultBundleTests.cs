namespace DavidBert.Cli.Tests;

/// <summary>The model that comes with the command.</summary>
public sealed class DefaultBundleTests
{
    [Fact]
    public async Task Predict_TheFourExamples_AreRight()
    {
        SkipWithoutBundle();
        var run = await DavidBertProcess.RunAsync(
            ["predict", "--format", "csv", "fishy", "valuable", "large", "very chonky"]);

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.Equal<string[]>(
            ["text,word", "fishy,smell", "valuable,value", "large,size", "very chonky,size"],
            [.. run.Lines.Select(line => string.Join(',', line.Split(',')[..2]))]);
    }

    [Fact]
    public async Task Info_OfTheDefault_NamesIt()
    {
        SkipWithoutBundle();
        var run = await DavidBertProcess.RunAsync(["info"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Matches("^model +attributes ", run.Output);
    }

    private static void SkipWithoutBundle() => Assert.SkipUnless(
        File.Exists(Path.Combine(AppContext.BaseDirectory, "models", "attributes", "model.json")),
        "models/attributes has no model.json: the default bundle is not there.");
}
