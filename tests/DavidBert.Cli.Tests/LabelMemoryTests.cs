using System.Globalization;
using System.Text;
using DavidBert.Testing;

namespace DavidBert.Cli.Tests;

/// <summary>Memory while a long table passes through. DAVIDBERT_LABEL_MEGABYTES sets its length.</summary>
public sealed class LabelMemoryTests : IDisposable
{
    private const int ShortRun = 64;
    private const int Beginning = 16;
    private const double MostGrowth = 1.1;

    private static readonly byte[] Megabyte = Encoding.UTF8.GetBytes(
        string.Concat(Enumerable.Range(0, 5_000)
            .Select(row => $"{row},fishy {row},{new string('x', 188 - (2 * $"{row}".Length))}\n")));

    private readonly TestBundle bundle = new();

    private static int Megabytes => int.TryParse(
        Environment.GetEnvironmentVariable("DAVIDBERT_LABEL_MEGABYTES"), CultureInfo
            .InvariantCulture, out var count) ? count : ShortRun;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => bundle.Dispose();

    [Fact]
    public async Task Label_LongTable_NeedsNoMoreMemoryThanItsBeginning()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The most memory a process had is told by /proc.");
        await using var run = DavidBertProcess.Start(["label", "--model", bundle.Folder, "--threads", "2", "-q"]);
        var output = run.Output.BaseStream.CopyToAsync(Stream.Null, Cancellation);
        await run.Input.WriteAsync("id,phrase,rest\n"u8.ToArray(), Cancellation);
        await WriteAsync(run, Beginning);
        var early = PeakKibibytes(run);
        await WriteAsync(run, Megabytes - Beginning);
        var late = PeakKibibytes(run);
        run.Input.Close();
        await output;

        Assert.Equal(0, await run.WaitAsync());
        Assert.True(late <= early * MostGrowth, $"{early} KiB after {Beginning} MB, {late} KiB after {Megabytes} MB.");
    }

    /// <summary>Hands over rows; all but what a pipe holds was read when it returns.</summary>
    private static async Task WriteAsync(DavidBertProcess run, int megabytes)
    {
        for (var written = 0; written < megabytes; written++)
        {
            await run.Input.WriteAsync(Megabyte, Cancellation);
        }

        await run.Input.FlushAsync(Cancellation);
    }

    private static long PeakKibibytes(DavidBertProcess run)
    {
        var line = File.ReadLines($"/proc/{run.Id}/status")
            .First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line["VmHWM:".Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture);
    }
}
