using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DavidBert.Files;
using DavidBert.Labelling;

namespace DavidBert.Cli.Labelling;

/// <summary>
/// An output on its way: <c>OUT.partial</c> with what is written, and <c>OUT.partial.json</c> with how far that counts.
/// It takes the output's name once it is whole; what was cut off is taken up again. Whoever has taken it keeps all
/// others away.
/// </summary>
internal sealed class PartialFile : IAsyncDisposable
{
    private const string Ending = ".partial";
    private const string JournalEnding = ".partial.json";
    private const int WouldBlock = 11; // EWOULDBLOCK
    private const int WouldBlockOnMac = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    private readonly string output;
    private readonly FileStream file;
    private LabelJournal journal;

    private PartialFile(string output, FileStream file)
    {
        (this.output, this.file) = (output, file);
        var before = ReadJournal(output);
        RemoveStrays();
        journal = (before ?? LabelJournal.Empty) with { Process = Environment.ProcessId };
        WriteJournal();
    }

    /// <summary>Where to write on.</summary>
    public Stream Stream => file;

    /// <summary>How many rows count; they are kept if labelling ends here.</summary>
    public long RowsKept => journal.Checkpoint?.Report.Rows ?? 0;

    private string PartialPath => output + Ending;

    private string JournalPath => output + JournalEnding;

    /// <summary>Whether the path is one of a partial file or its journal.</summary>
    public static bool Is(string path) =>
        path.EndsWith(Ending, StringComparison.Ordinal) || path.EndsWith(JournalEnding, StringComparison.Ordinal);

    /// <summary>Whether an output is on its way, or was cut off.</summary>
    public static bool Exists(string output) => File.Exists(output + JournalEnding);

    /// <summary>
    /// Takes an output, and keeps it until this is disposed of. What was written before is left as it is.
    /// </summary>
    /// <exception cref="IOException">Another process has it, or its folder cannot be written to.</exception>
    public static PartialFile Take(string output)
    {
        var folder = Path.GetDirectoryName(output)!;
        if (File.Exists(folder))
        {
            throw new IOException($"'{folder}' is a file, not a folder; give another --output.");
        }

        Directory.CreateDirectory(folder);
        while (true)
        {
            var locked = Lock(output);
            try
            {
                if (IsInPlace(locked))
                {
                    return new PartialFile(output, locked);
                }
            }
            catch
            {
                locked.Dispose();
                throw;
            }

            locked.Dispose(); // it was finished while we waited; the next one is a new one
        }
    }

    /// <summary>
    /// The report of an output that is whole and lacks only its name; null if it is not, or was made otherwise.
    /// </summary>
    /// <param name="job">What decides the output's bytes: see <see cref="LabelIdentity"/>.</param>
    public LabelReport? FinishedBy(string job) =>
        journal is { IsDone: true, Checkpoint: { } end } && journal.IsOf(job) && file.Length == journal.Written
            ? end.Report
            : null;

    /// <summary>Goes to where labelling can go on, and cuts off what does not count.</summary>
    /// <param name="job">What decides the output's bytes.</param>
    /// <returns>The checkpoint that was reached; null at the beginning.</returns>
    public LabelCheckpoint? Resume(string job)
    {
        var reached = journal.IsOf(job) && !journal.IsDone && journal.Written <= file.Length ? journal : null;
        journal = reached ?? LabelJournal.Empty with { Process = Environment.ProcessId, Job = job };
        file.SetLength(journal.Written);
        file.Position = journal.Written;
        return journal.Checkpoint;
    }

    /// <summary>Makes what is written count, across a crash of the process or the machine.</summary>
    /// <param name="checkpoint">The record that follows, and what became of those before.</param>
    /// <param name="written">The bytes before that record.</param>
    /// <param name="isDone">Whether no record follows.</param>
    public void Reach(LabelCheckpoint checkpoint, long written, bool isDone)
    {
        file.Flush(flushToDisk: true);
        journal = journal with { Written = written, Checkpoint = checkpoint, IsDone = isDone };
        WriteJournal();
    }

    /// <summary>Gives the whole output its name, and its report.</summary>
    /// <param name="input">The input's name for the report.</param>
    /// <param name="report">What became of the rows.</param>
    public void Commit(string input, LabelReport report)
    {
        file.Position = 0;
        ReportFile.Write(output, input, journal.Job, file, report);
        File.Move(PartialPath, output, overwrite: true);
        File.Delete(JournalPath);
    }

    /// <summary>Removes what was written.</summary>
    public void Discard()
    {
        File.Delete(PartialPath);
        File.Delete(JournalPath);
    }

    /// <summary>Lets go of the output. What counts stays; what does not, as nothing was reached, is removed.</summary>
    public ValueTask DisposeAsync()
    {
        if (journal.Checkpoint is null && File.Exists(JournalPath))
        {
            Discard();
        }

        return file.DisposeAsync();
    }

    private static FileStream Lock(string output)
    {
        try
        {
            // On Unix only FileShare.None locks; on Windows an open file without FileShare.Delete cannot be renamed.
            var share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;
            return new FileStream(output + Ending, FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
        }
        catch (IOException e) when (e.HResult is WouldBlock or WouldBlockOnMac or WindowsSharingViolation)
        {
            var who = ReadJournal(output) is { } held
                ? string.Create(CultureInfo.InvariantCulture, $"process {held.Process}")
                : "another process";
            throw new IOException($"'{output}' is being written by {who}; it is left alone.", e);
        }
    }

    /// <summary>
    /// Whether the locked file still has its name. Between opening and locking it, another process may have finished
    /// it: then it is the output by now, and not to be touched.
    /// </summary>
    private static bool IsInPlace(FileStream file)
    {
        var named = new FileInfo(file.Name);
        return named.Exists && named.Length == file.Length
            && named.CreationTimeUtc == File.GetCreationTimeUtc(file.SafeFileHandle);
    }

    private static LabelJournal? ReadJournal(string output)
    {
        try
        {
            return JsonSerializer.Deserialize(
                File.ReadAllBytes(output + JournalEnding), JournalJson.Default.LabelJournal);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    private void WriteJournal() =>
        WholeFile.Write(JournalPath, JsonSerializer.SerializeToUtf8Bytes(journal, JournalJson.Default.LabelJournal));

    /// <summary>Removes what a process that was killed left of files that it was writing whole.</summary>
    private void RemoveStrays()
    {
        if (file.Length == 0)
        {
            return;
        }

        var name = Path.GetFileName(output);
        var folder = new DirectoryInfo(Path.GetDirectoryName(output)!);
        foreach (var stray in folder.EnumerateFiles("*.part"))
        {
            if (stray.Name.StartsWith(name + JournalEnding, StringComparison.Ordinal)
                || ReportFile.IsPartOf(stray.Name, name))
            {
                stray.Delete();
            }
        }
    }
}

/// <summary>How far a labelled file has come; it lies beside the partial file.</summary>
/// <param name="Process">Who has taken it, or had it last.</param>
/// <param name="Job">What decides the output's bytes: see <see cref="LabelIdentity"/>.</param>
/// <param name="Written">The bytes of the partial file that count.</param>
/// <param name="Checkpoint">The record that follows, and what became of those before; null at the beginning.</param>
/// <param name="IsDone">Whether all records are labelled, so that only the file's name is missing.</param>
internal sealed record LabelJournal(int Process, string Job, long Written, LabelCheckpoint? Checkpoint, bool IsDone)
{
    /// <summary>Nothing is done yet.</summary>
    public static LabelJournal Empty { get; } = new(0, string.Empty, 0, null, IsDone: false);

    /// <summary>Whether it is of the same job.</summary>
    public bool IsOf(string job) => ContentHash.AreEqual(Job, job);
}

/// <summary>The journal as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(LabelJournal))]
internal sealed partial class JournalJson : JsonSerializerContext;
