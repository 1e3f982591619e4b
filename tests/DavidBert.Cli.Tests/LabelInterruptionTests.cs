using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DavidBert.Testing;

namespace DavidBert.Cli.Tests;

/// <summary>
/// Labelling that is killed and taken up again. DAVIDBERT_KILLS sets how often; each has its number for a seed.
/// </summary>
public sealed class LabelInterruptionTests : IDisposable
{
    private const int ShortRun = 5;
    private const int LongRun = 20;

    private readonly TestBundle bundle = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("davidbert-kill-");

    private static int Kills => int.TryParse(
        Environment.GetEnvironmentVariable("DAVIDBERT_KILLS"), CultureInfo
            .InvariantCulture, out var count) ? count : ShortRun;

    private static int Rows => Kills < LongRun ? 60_000 : 400_000;

    private string Output => Path.Combine(folder.FullName, "out.csv");

    private string Partial => $"{Output}.partial";

    public void Dispose()
    {
        bundle.Dispose();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Label_KilledAndTakenUpAgain_EndsAsIfUnbroken(bool isCompressed)
    {
        var input = Path.Combine(folder.FullName, isCompressed ? "in.csv.gz" : "in.csv");
        await WriteAsync(input, isCompressed);
        var whole = Path.Combine(folder.FullName, "whole.csv");
        Assert.Equal(1, (await DavidBertProcess.RunAsync(Arguments(input, whole))).ExitCode);
        var expected = await File.ReadAllBytesAsync(whole, TestContext.Current.CancellationToken);
        for (var seed = 0; seed < Kills; seed++)
        {
            File.Delete(Output);
            File.Delete($"{Output}.report.json");
            await KillAsync(input, new Random(seed).NextInt64(expected.Length));
            if (seed % 2 == 0)
            {
                await KillAsync(input, new Random(seed).NextInt64(expected.Length));
            }

            var run = await DavidBertProcess.RunAsync(Arguments(input, Output));
            Assert.True(run.ExitCode == 1, $"Kill {seed}: {run.Error}");
            var found = await File.ReadAllBytesAsync(Output, TestContext.Current.CancellationToken);
            Assert.True(expected.SequenceEqual(found), $"Kill {seed}: the output differs.");
            Assert.Equal(Report(whole), Report(Output));
            Assert.Equal(File.ReadAllText($"{whole}.report.html"), File.ReadAllText($"{Output}.report.html"));
            Assert.Empty(folder.GetFiles("*.partial*"));
        }
    }

    [Fact]
    public async Task Label_Interrupted_EndsWith130AndGoesOn()
    {
        Interrupts.OrSkip();
        var input = Path.Combine(folder.FullName, "in.csv");
        await WriteAsync(input, isCompressed: false);
        await using var run = DavidBertProcess.Start(Arguments(input, Output));
        await ReachAsync(run, bytes: 1);
        using var kill = Process.Start("kill", ["-INT", $"{run.Id}"]);

        Assert.Equal(130, await run.WaitAsync());
        Assert.False(File.Exists(Output));
        var kept = Regex.Match(
            (await run.EndAsync()).Error,
            @"^davidbert: .*in\.csv: interrupted; (?<rows>[\d,]+) rows are kept\. "
                + @"Run the same command again to continue from there\.$",
            RegexOptions.Multiline | RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1));
        Assert.True(kept.Success);
        var next = await DavidBertProcess.RunAsync(Arguments(input, Output));
        Assert.Equal(1, next.ExitCode);
        Assert.Matches(
            $@"in\.csv: continues at line [\d,]+; {kept.Groups["rows"].Value} rows are done\.\n", next.Error);
        Assert.Equal(Rows + 1, File.ReadLines(Output).Count());
    }

    [Fact]
    public async Task Label_InterruptedWhileItWaitsForStandardInput_EndsWith130AtOnce()
    {
        Interrupts.OrSkip();
        await using var run = DavidBertProcess.Start(["label", "-", "-o", Output, "--model", bundle.Folder]);
        await run.Input.WriteAsync("phrase\nfishy\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await run.Input.FlushAsync(TestContext.Current.CancellationToken);
        while (!File.ReadAllText($"/proc/{run.Id}/maps").Contains("onnxruntime", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
        }

        var started = Stopwatch.GetTimestamp();
        using var kill = Process.Start("kill", ["-INT", $"{run.Id}"]);

        Assert.Equal(130, await run.WaitAsync());
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(25), "It waited for its input.");
        Assert.Empty(folder.GetFiles());
    }

    [Fact]
    public async Task Label_TypoAfterAKill_LeavesTheProgress()
    {
        var input = Path.Combine(folder.FullName, "in.csv");
        await WriteAsync(input, isCompressed: false);
        await KillAsync(input, bytes: 1);
        var before = Content();

        var typo = await DavidBertProcess.RunAsync([.. Arguments(input, Output), "--column", "typo"]);

        Assert.Equal(2, typo.ExitCode);
        Assert.Equal(before, Content());
        Assert.Equal(1, (await DavidBertProcess.RunAsync(Arguments(input, Output))).ExitCode);
        Assert.Equal(Rows + 1, File.ReadLines(Output).Count());

        string[] Content() => [.. folder.GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => $"{file.Name} {ContentOf(file)}")];

        static string ContentOf(FileInfo file)
            => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file.FullName)));
    }

    private static string Report(string output)
    {
        using var report = JsonDocument.Parse(File.ReadAllBytes($"{output}.report.json"));
        return string.Join('\n', report.RootElement.EnumerateObject()
            .Where(field => field
                .Name is "rows" or "labelled" or "errors" or "words" or "output_sha256" or "output_bytes" or "job")
            .Select(field => field.Value.GetRawText()));
    }

    private static async Task WriteAsync(string path, bool isCompressed)
    {
        string[] phrases = ["fishy", "very large", "valuable", "", "clean the chonky", "漢"];
        await using var file = File.Create(path);
        await using Stream stream = isCompressed
            ? new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionLevel.Fastest)
            : file;
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
        {
            NewLine = "\n"
        };
        await writer.WriteLineAsync("id,phrase");
        for (var row = 1; row <= Rows; row++)
        {
            await writer.WriteLineAsync($"{row},{phrases[row % phrases.Length]} {(row % 7 == 0 ? "" : row)}");
        }
    }

    private string[] Arguments(string input, string output)
        => ["label", input, "-o", output, "--model", bundle.Folder, "--threads", "1"];

    /// <summary>
    /// Starts the labelling and kills it when the partial file has grown to a length, or it has ended before.
    /// </summary>
    private async Task KillAsync(string input, long bytes)
    {
        await using var run = DavidBertProcess.Start(Arguments(input, Output));
        await ReachAsync(run, bytes);
        run.Kill();
        await run.WaitAsync();
        Assert.NotEqual(File.Exists(Output), File.Exists(Partial));
    }

    private async Task ReachAsync(DavidBertProcess run, long bytes)
    {
        while (!run.HasExited && !(File.Exists(Partial) && new FileInfo(Partial).Length >= bytes))
        {
            await Task.Yield();
        }
    }
}
