using System.Diagnostics;
using DavidBert.Training.Tests.Checkpoints;

namespace DavidBert.Training.Tests.Commands;

/// <summary>The program, ended by Ctrl-C in the middle of its work.</summary>
public sealed class InterruptionTests : IDisposable
{
    private const int Epochs = 10_000; // it would take hours

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task FineTune_CtrlC_LeavesACheckpointAndSaysHowToGoOn()
    {
        LinuxX64.OrSkip();
        Interrupts.OrSkip();
        using var process = Start();
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        while (line?.StartsWith("epoch 1/", StringComparison.Ordinal) is false);

        using var interrupt = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.EndsWith(
            "Interrupted. The same command goes on where this one was.\n", await errors, StringComparison.Ordinal);
        Assert.Equal(130, process.ExitCode);
        Assert.True(File.Exists(Path.Combine(folder["out"], "checkpoint", "state.json")));
    }

    private Process Start()
    {
        var rows = Enumerable.Range(1, 12)
            .Select(i => $"gift number {i}\t{(i % 2 == 0 ? "birth" : "wedding")}\ttrain\n");
        var pairs = folder.Write(
            "pairs.tsv",
            System.Text.Encoding.UTF8.GetBytes("phrase\tword\tsplit\n" + string.Concat(rows)));
        return Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "davidbert-train"),
            [
                "fine-tune", Path.GetDirectoryName(Repository.Lexicon)!, pairs, "--output", folder["out"],
                "--rehearsal", pairs, "--epochs", $"{Epochs}", "--threads", "1",
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
