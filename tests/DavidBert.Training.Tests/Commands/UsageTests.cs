using System.Diagnostics;
using DavidBert.Training.Tests.Checkpoints;

namespace DavidBert.Training.Tests.Commands;

/// <summary>What a user of the program sees before anything is trained.</summary>
public sealed class UsageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Run_MissingFile_SaysSoInTwoLinesWithoutTheHelp()
    {
        var (code, output, error) = await RunAsync("train", "missing.tsv", "-o", folder["out"]);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("missing.tsv", error, StringComparison.Ordinal);
        Assert.Equal(2, error.TrimEnd().Split('\n').Length);
        Assert.EndsWith("See 'davidbert-train train --help'.", error.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_HelpOfTrain_NamesChoicesAsTheyAreTyped()
    {
        var (code, output, _) = await RunAsync("train", "--help");

        Assert.Equal(0, code);
        Assert.Contains("pooler|first_token|mean", output, StringComparison.Ordinal);
        Assert.DoesNotContain("FirstToken", output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "davidbert-train"), args)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }
}
