using System.Globalization;
using DavidBert.Testing;

namespace DavidBert.Cli.Tests;

/// <summary>A long file end to end. DAVIDBERT_LABEL_ROWS sets its rows.</summary>
public sealed class LabelLargeFileTests : IDisposable
{
    private const int ShortRun = 30_000;
    private const string TwoLines = "\"very\nlarge\"";

    private static readonly (string Cell, string Word)[] Phrases =
        [("fishy", "smell"), ("\"a \"\"large\"\", one\"", "size"), (TwoLines, "size"), ("valuable", "value"), ("", "")];

    private readonly TestBundle bundle = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("davidbert-large-");

    private static int Rows => int.TryParse(
        Environment.GetEnvironmentVariable("DAVIDBERT_LABEL_ROWS"), CultureInfo
            .InvariantCulture, out var count) ? count : ShortRun;

    public void Dispose()
    {
        bundle.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Label_ManyRows_AnswersEachInItsPlace()
    {
        var (input, output) = (Path.Combine(folder.FullName, "in.csv"), Path.Combine(folder.FullName, "out.csv"));
        await File.WriteAllTextAsync(
            input, "id,phrase,rest\r\n" + string.Concat(
                Enumerable.Range(0, Rows).Select(row => Cells(row) + "\r\n")), TestContext.Current.CancellationToken);
        var run = await DavidBertProcess.RunAsync(["label", input, "-o", output, "--model", bundle.Folder, "-q"]);

        Assert.Equal((1, string.Empty), (run.ExitCode, run.Error));
        using var lines = new StreamReader(output);
        Assert.Equal(
            "id,phrase,rest,word,score,error",
            await lines.ReadLineAsync(TestContext.Current.CancellationToken));
        for (var row = 0; row < Rows; row++)
        {
            var line = await lines.ReadLineAsync(TestContext.Current.CancellationToken);
            if (row % Phrases.Length == 2)
            {
                line += "\n" + await lines.ReadLineAsync(TestContext.Current.CancellationToken);
            }

            Assert.StartsWith($"{Cells(row)},{Phrases[row % Phrases.Length].Word},", line, StringComparison.Ordinal);
        }

        Assert.Null(await lines.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    private static string Cells(int row) => $"{row},{Phrases[row % Phrases.Length].Cell},{row * 7919L % 1_000_003}";
}
