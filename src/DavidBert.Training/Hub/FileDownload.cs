using System.Net;
using Spectre.Console;

namespace DavidBert.Training.Hub;

/// <summary>
/// The download of one file. Bytes gather in <c>PATH.incomplete</c>, from where an interrupted download goes on, also
/// in a later process; the file gets its name when its size and its hash are right.
/// </summary>
internal sealed class FileDownload(HubConnection connection, HubOptions options, RepositoryName name, string commit)
{
    private const int MaxFruitlessAttempts = 5;

    /// <summary>Makes sure that a path holds a file of the hub.</summary>
    /// <exception cref="HubException">
    /// The file cannot be downloaded, is not what the hub lists, or cannot be written.
    /// </exception>
    public async Task RunAsync(
        RemoteFile file, string path, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        if (await IsThereAsync(file, path, cancellation))
        {
            progress?.Report(new DownloadProgress(file.Name, file.Size, file.Size));
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var part = path + ".incomplete";
            var hash = await FillAsync(file, part, progress, cancellation);
            if (!string.Equals(hash, file.Hash, StringComparison.Ordinal))
            {
                File.Delete(part);
                throw new HubException(
                    $"'{file.Name}' of {name} arrived damaged: its hash is {hash}, the hub lists {file.Hash}. It was "
                    + $"removed; try again.");
            }

            File.Move(part, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException and not HubException or UnauthorizedAccessException)
        {
            throw new HubException(
                $"'{path}' cannot be written: {e.Message} Make room, or choose another folder with HF_HUB_CACHE or "
                + $"--to; "
                + "what has arrived is kept, and the same command goes on from there.", e);
        }
    }

    private static async Task<bool> IsThereAsync(RemoteFile file, string path, CancellationToken cancellation)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != file.Size)
        {
            return false;
        }

        await using var stream = File.OpenRead(path);
        return string.Equals(await file.ComputeHashAsync(stream, cancellation), file.Hash, StringComparison.Ordinal);
    }

    private async Task<string> FillAsync(
        RemoteFile file, string part, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        // The lock that FileShare.None takes keeps a second download of the same file away.
        await using var stream = new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var resumed = stream.Length > 0;
        await ReceiveAllAsync(file, stream, progress, cancellation);
        var hash = await file.ComputeHashAsync(stream, cancellation);
        if (resumed && !string.Equals(hash, file.Hash, StringComparison.Ordinal))
        {
            stream.SetLength(0);
            await ReceiveAllAsync(file, stream, progress, cancellation);
            hash = await file.ComputeHashAsync(stream, cancellation);
        }

        stream.Flush(flushToDisk: true);
        return hash;
    }

    private async Task ReceiveAllAsync(
        RemoteFile file, FileStream stream, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        if (stream.Length > file.Size)
        {
            stream.SetLength(0);
        }

        for (var fruitless = 0; stream.Length < file.Size;)
        {
            var before = stream.Length;
            var interruption = await ReceiveAsync(file, stream, progress, cancellation);
            fruitless = stream.Length > before ? 0 : fruitless + 1;
            if (fruitless == MaxFruitlessAttempts)
            {
                throw new HubException(
                    $"The transfer of '{file.Name}' of {name} stopped at {stream.Length} of {file.Size} bytes: "
                    + $"{interruption?.Message ?? "the hub sent nothing more."} The same command goes on from there.",
                    interruption!);
            }
        }

        progress?.Report(new DownloadProgress(file.Name, file.Size, file.Size));
    }

    /// <summary>Receives what one response holds; gives what cut it short, if anything did.</summary>
    private async Task<Exception?> ReceiveAsync(
        RemoteFile file, FileStream stream, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        var address = $"{name}/resolve/{commit}/{string.Join('/', file.Name.Split('/').Select(Uri.EscapeDataString))}";
        using var response = await connection.GetAsync(address, stream.Length, cancellation);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            stream.SetLength(0);
            return null;
        }

        HubRefusal.ThrowIfAny(response, options, name, commit, file.Name);
        if (response.StatusCode != HttpStatusCode.PartialContent
            || response.Content.Headers.ContentRange?.From != stream.Length)
        {
            stream.SetLength(0);
        }

        if (response.Content.Headers.ContentLength is { } rest && stream.Length + rest != file.Size)
        {
            throw new HubException(
                $"The hub sends {stream.Length + rest} bytes as '{file.Name}' of {name}, but lists {file.Size}.");
        }

        return await CopyAsync(response, file, stream, progress, cancellation);
    }

    private async Task<Exception?> CopyAsync(
        HttpResponseMessage response, RemoteFile file, FileStream stream, IProgress<DownloadProgress>? progress,
        CancellationToken cancellation)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var buffer = new byte[1 << 16];
        stream.Position = stream.Length;
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        while (true)
        {
            int read;
            try
            {
                stall.CancelAfter(options.StallTimeout);
                read = await body.ReadAsync(buffer, stall.Token);
            }
            catch (Exception e) when (e is IOException or HttpRequestException
                || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                return e;
            }

            if (read == 0)
            {
                return null;
            }

            if (stream.Length + read > file.Size)
            {
                throw new HubException(
                    $"The hub sends more than the {file.Size} bytes that it lists for '{file.Name}' of {name}.");
            }

            await stream.WriteAsync(buffer.AsMemory(0, read), cancellation);
            progress?.Report(new DownloadProgress(file.Name, stream.Length, file.Size));
        }
    }
}

/// <summary>A progress bar for each file of a download.</summary>
internal sealed class DownloadBars(ProgressContext context) : IProgress<DownloadProgress>
{
    private readonly Dictionary<string, ProgressTask> bars = new(StringComparer.Ordinal);

    /// <summary>Runs a download under bars on a console.</summary>
    public static Task<string> ShowAsync(
        IAnsiConsole console, Func<IProgress<DownloadProgress>, Task<string>> download) =>
        console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new DownloadedColumn(),
                new TransferSpeedColumn(),
                new RemainingTimeColumn())
            .StartAsync(context => download(new DownloadBars(context)));

    /// <inheritdoc/>
    public void Report(DownloadProgress value)
    {
        if (!bars.TryGetValue(value.File, out var bar))
        {
            bar = context.AddTask(Markup.Escape(value.File), maxValue: Math.Max(value.Total, 1));
            bars.Add(value.File, bar);
        }

        bar.Value = value.Done == value.Total ? bar.MaxValue : value.Done;
    }
}

/// <summary>How far the download of one file is.</summary>
/// <param name="File">The file's name in the model.</param>
/// <param name="Done">Bytes that are here.</param>
/// <param name="Total">Bytes that the file has.</param>
internal readonly record struct DownloadProgress(string File, long Done, long Total);
