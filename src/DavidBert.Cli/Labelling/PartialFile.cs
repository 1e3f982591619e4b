using System.Text.Json;
using System.Text.Json.Serialization;
using DavidBert.Labelling;

namespace DavidBert.Cli.Labelling;

/// <summary>
/// An output on its way: <c>OUT.partial</c> with what is written and <c>OUT.partial.json</c> with how far that counts. It takes
/// the output's name when it is whole; what was cut off before is taken up again.
/// </summary>
internal sealed class PartialFile : IAsyncDisposable
{
    private readonly string output;
    private readonly string job;
    private readonly FileStream file;
    private LabelJournal? journal;

    private PartialFile(string output, string job, FileStream file, LabelJournal? journal) =>
        (this.output, this.job, this.file, this.journal) = (output, job, file, journal);

    /// <summary>Where to write on.</summary>
    public Stream Stream => file;

    /// <summary>The checkpoint that was reached before; null at the beginning.</summary>
    public LabelCheckpoint? Reached => journal?.Checkpoint;

    private string JournalPath => JournalOf(output);

    /// <summary>Begins an output, or takes up one of the same job.</summary>
    /// <exception cref="IOException">Another process writes it.</exception>
    public static PartialFile Open(string output, string job)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
        FileStream partial;
        try
        {
            partial = new FileStream(PathOf(output), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            throw new IOException($"'{PathOf(output)}' cannot be written, perhaps as another davidbert labels the same file: {e.Message}", e);
        }

        var reached = ReadJournal(output, job);
        if (reached is { IsDone: true } || reached?.Written > partial.Length)
        {
            reached = null;
        }

        partial.SetLength(reached?.Written ?? 0);
        partial.Position = partial.Length;
        return new PartialFile(output, job, partial, reached);
    }

    /// <summary>Gives the output its name where only that was missing, and returns the report; null where more is missing.</summary>
    public static LabelReport? Finish(string output, string job)
    {
        if (ReadJournal(output, job) is not { IsDone: true } done)
        {
            return null;
        }

        var partial = new FileInfo(PathOf(output));
        if (partial.Exists && partial.Length == done.Written)
        {
            partial.MoveTo(output, overwrite: true);
        }

        var isWhole = new FileInfo(output) is { Exists: true } whole && whole.Length == done.Written;
        return isWhole ? done.Checkpoint.Report : null;
    }

    /// <summary>Removes the journal, once nothing is missing.</summary>
    public static void Forget(string output) => File.Delete(JournalOf(output));

    /// <summary>Makes what is written count, across a crash of the process or the machine.</summary>
    public async ValueTask ReachAsync(LabelCheckpoint checkpoint, bool isDone, CancellationToken cancellation)
    {
        await file.FlushAsync(cancellation);
        file.Flush(flushToDisk: true);
        journal = new LabelJournal(job, file.Position, checkpoint, isDone);
        await WholeFile.WriteAsync(JournalPath, JsonSerializer.SerializeToUtf8Bytes(journal, JournalJson.Default.LabelJournal));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => file.DisposeAsync();

    /// <summary>Removes what was written of an output that is not wanted any more.</summary>
    public static void Discard(string output)
    {
        File.Delete(PathOf(output));
        Forget(output);
    }

    private static string PathOf(string output) => $"{output}.partial";

    private static string JournalOf(string output) => $"{output}.partial.json";

    private static LabelJournal? ReadJournal(string output, string job)
    {
        try
        {
            var found = JsonSerializer.Deserialize(File.ReadAllBytes(JournalOf(output)), JournalJson.Default.LabelJournal);
            return string.Equals(found?.Job, job, StringComparison.Ordinal) ? found : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>The journal as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(LabelJournal))]
internal sealed partial class JournalJson : JsonSerializerContext;

/// <summary>How far a labelled file has come; it lies beside the partial file.</summary>
/// <param name="Job">What is labelled, with what: see <see cref="JobIdentity"/>.</param>
/// <param name="Written">The bytes of the partial file that count.</param>
/// <param name="Checkpoint">The record that follows, and what became of those before.</param>
/// <param name="IsDone">Whether all records were labelled, so that only the file's name is missing.</param>
internal sealed record LabelJournal(string Job, long Written, LabelCheckpoint Checkpoint, bool IsDone);

/// <summary>Small files that appear whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Writes beside the file and moves over it.</summary>
    public static async Task WriteAsync(string path, byte[] content)
    {
        var beside = $"{path}.new";
        await using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            await file.WriteAsync(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }
}
