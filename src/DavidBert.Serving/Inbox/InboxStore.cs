using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using DavidBert.Labelling;
using DavidBert.Serving.Storage;

namespace DavidBert.Serving.Inbox;

/// <summary>The containers of labelling in a storage account.</summary>
internal sealed class InboxStore(BlobServiceClient account)
{
    private const string FolderMark = "hdi_isfolder"; // of accounts with a hierarchical namespace

    private static readonly TimeSpan CopyPause = TimeSpan.FromSeconds(1);

    /// <summary>A file of a container.</summary>
    public BlobClient File(string container, string name) => account.GetBlobContainerClient(container).GetBlobClient(name);

    /// <summary>What clears the work of jobs away.</summary>
    public WorkSweep Sweep => new(this, account.GetBlobContainerClient(FilePlaces.Work));

    /// <summary>What is noted of attempts that failed.</summary>
    public AttemptLog Attempts => new(account.GetBlobContainerClient(FilePlaces.Work));

    /// <summary>The work of a job.</summary>
    public JobWork Work(string id) => new(account.GetBlobContainerClient(FilePlaces.Work), id);

    /// <summary>The names of the inbox.</summary>
    public async IAsyncEnumerable<string> InboxAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var blob in account.GetBlobContainerClient(FilePlaces.Inbox).GetBlobsAsync(cancellationToken: cancellation))
        {
            yield return blob.Name;
        }
    }

    /// <summary>A file of the inbox as it is now; null where there is none.</summary>
    public async Task<InputFile?> FindAsync(string name, CancellationToken cancellation)
    {
        var found = await PropertiesAsync(File(FilePlaces.Inbox, name), cancellation);
        return found is null || found.Metadata.ContainsKey(FolderMark)
            ? null
            : new InputFile(name, found.ETag, found.ContentLength, found.Metadata);
    }

    /// <summary>Whether the inbox still has this version of a file.</summary>
    public async Task<bool> IsCurrentAsync(InputFile input, CancellationToken cancellation) =>
        await FindAsync(input.Name, cancellation) is { } now && now.Tag == input.Tag;

    /// <summary>Reads a version of an input from anywhere.</summary>
    public Task<Stream> OpenAsync(InputFile input, CancellationToken cancellation) =>
        File(FilePlaces.Inbox, input.Name).OpenReadAsync(
            new BlobOpenReadOptions(allowModifications: false) { Conditions = new BlobRequestConditions { IfMatch = input.Tag } }, cancellation);

    /// <summary>Copies a blob of the account without its bytes passing by here.</summary>
    public static async Task CopyAsync(
        BlobClient source, ETag? sourceTag, BlobClient target, BlobRequestConditions? condition, IDictionary<string, string>? metadata, CancellationToken cancellation)
    {
        var options = new BlobCopyFromUriOptions
        {
            SourceConditions = sourceTag is null ? null : new BlobRequestConditions { IfMatch = sourceTag },
            DestinationConditions = condition,
            Metadata = metadata,
        };
        while (true)
        {
            var copy = await target.StartCopyFromUriAsync(source.Uri, options, cancellation);
            await copy.UpdateStatusAsync(cancellation);
            while (!copy.HasCompleted)
            {
                await Task.Delay(CopyPause, cancellation); // a large one, or one between machines
                await copy.UpdateStatusAsync(cancellation);
            }

            if (copy.HasValue)
            {
                return;
            }

            var found = await PropertiesAsync(target, cancellation);
            if (string.Equals(found?.CopyId, copy.Id, StringComparison.Ordinal))
            {
                throw new IOException($"Storage did not copy '{source.Name}' to '{target.BlobContainerName}': {found!.CopyStatus}, {found.CopyStatusDescription}.");
            }

            // Another copy took its place before this one was seen to be done: the conditions tell whether to copy once more.
        }
    }

    /// <summary>The properties of a blob; null where there is none.</summary>
    public static async Task<BlobProperties?> PropertiesAsync(BlobClient blob, CancellationToken cancellation)
    {
        try
        {
            return await blob.GetPropertiesAsync(cancellationToken: cancellation);
        }
        catch (RequestFailedException e) when (StorageFailure.IsMissingBlob(e))
        {
            return null;
        }
    }

    /// <summary>The condition that a blob is as it was found: with that tag, or not there.</summary>
    public static BlobRequestConditions AsFound(BlobProperties? found) =>
        found is null ? new() { IfNoneMatch = ETag.All } : new() { IfMatch = found.ETag };
}

/// <summary>Reads a part of a blob.</summary>
internal static class BlobRange
{
    /// <summary>The bytes of a part, which must be there.</summary>
    /// <exception cref="RequestFailedException">The blob is gone, or has another tag.</exception>
    public static async Task<Stream> ReadAsync(BlobClient blob, long offset, long length, ETag? tag, CancellationToken cancellation)
    {
        if (length == 0)
        {
            return Stream.Null; // a range of no bytes would be read to the blob's end
        }

        var options = new BlobDownloadOptions
        {
            Range = new HttpRange(offset, length),
            Conditions = new BlobRequestConditions { IfMatch = tag },
        };
        return (await blob.DownloadContentAsync(options, cancellation)).Value.Content.ToStream();
    }
}

/// <summary>
/// The work of a job in the container <c>work</c>: <c>id/plan.json</c>, <c>id/count.json</c> when the file is cut, <c>id/content</c>
/// of a compressed one, a staged block of <c>id/output</c> and <c>id/chunks/…</c> for each chunk that is labelled. Whoever does a
/// part again does the same, so nobody needs to be alone.
/// </summary>
internal sealed class JobWork(BlobContainerClient container, string id)
{
    private const int ReadsAtOnce = 16;
    private const int UploadBytes = 8 << 20;
    private const int DigestInBlock = 40; // a block's name has 64 bytes at the most

    private string Folder => $"{id}/";

    private string Chunks => $"{id}/chunks/";

    /// <summary>Where the output is put together.</summary>
    public BlobClient Output => container.GetBlobClient($"{id}/output");

    private BlobClient Content => container.GetBlobClient($"{id}/content");

    public Task<InboxPlan?> PlanAsync(CancellationToken cancellation) => ReadAsync("plan.json", FileJson.Default.InboxPlan, cancellation);

    /// <summary>Keeps a plan.</summary>
    /// <returns>The plan that holds: another one may have been faster.</returns>
    public async Task<InboxPlan> WritePlanAsync(InboxPlan plan, CancellationToken cancellation)
    {
        await WriteAsync("plan.json", plan, FileJson.Default.InboxPlan, cancellation);
        return await PlanAsync(cancellation) ?? throw new InputChangedException();
    }

    /// <summary>How many chunks there are; null while the file is not wholly cut.</summary>
    public async Task<int?> CountAsync(CancellationToken cancellation) =>
        await ReadAsync("count.json", FileJson.Default.Int32, cancellation) is var count && count > 0 ? count : null;

    public Task WriteCountAsync(int count, CancellationToken cancellation) => WriteAsync("count.json", count, FileJson.Default.Int32, cancellation);

    /// <summary>Keeps the content of a compressed file, so that any part of it can be read; it is there wholly or not at all.</summary>
    /// <returns>Its length in bytes.</returns>
    public async Task<long> WriteContentAsync(Stream content, CancellationToken cancellation)
    {
        if (await InboxStore.PropertiesAsync(Content, cancellation) is { } before)
        {
            return before.ContentLength;
        }

        await Content.UploadAsync(
            content,
            new BlobUploadOptions
            {
                TransferOptions = new StorageTransferOptions { InitialTransferSize = UploadBytes, MaximumTransferSize = UploadBytes, MaximumConcurrency = 2 },
            },
            cancellation);
        return (await Content.GetPropertiesAsync(cancellationToken: cancellation)).Value.ContentLength;
    }

    public Task<Stream> OpenContentAsync(CancellationToken cancellation) =>
        Content.OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), cancellation);

    /// <summary>Bytes of the kept content.</summary>
    public Task<Stream> ReadContentAsync(long offset, long length, CancellationToken cancellation) =>
        BlobRange.ReadAsync(Content, offset, length, tag: null, cancellation);

    public async Task<bool> HasResultAsync(int chunk, CancellationToken cancellation) =>
        await container.GetBlobClient(NameOf(chunk)).ExistsAsync(cancellation);

    /// <summary>
    /// Stages the output of a chunk and says that it is there. A block is named after its bytes: where two label a chunk, on
    /// processors that differ, the output has the block of the result that came first.
    /// </summary>
    public async Task FinishChunkAsync(int chunk, Stream output, LabelReport report, CancellationToken cancellation)
    {
        output.Position = 0;
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(output, cancellation));
        var block = Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{chunk:D8}{digest[..DigestInBlock]}")));
        if (output.Length > 0)
        {
            output.Position = 0;
            var check = new UploadTransferValidationOptions { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 };
            await container.GetBlockBlobClient(Output.Name).StageBlockAsync(
                block, output, new BlockBlobStageBlockOptions { TransferValidation = check }, cancellation);
        }

        await WriteAsync(NameOf(chunk)[Folder.Length..], new ChunkResult(block, output.Length, report), FileJson.Default.ChunkResult, cancellation);
    }

    /// <summary>What became of all chunks, in their order; null while some are not labelled or cut.</summary>
    public async Task<IReadOnlyList<ChunkResult>?> ResultsAsync(CancellationToken cancellation)
    {
        if (await CountAsync(cancellation) is not { } count || await DoneAsync(cancellation) < count)
        {
            return null;
        }

        var results = new ChunkResult?[count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellation };
        await Parallel.ForAsync(0, count, parallel, async (chunk, token) =>
            results[chunk] = await ReadAsync(NameOf(chunk)[Folder.Length..], FileJson.Default.ChunkResult, token));
        return Array.TrueForAll(results, result => result is not null) ? results.OfType<ChunkResult>().ToArray() : null;
    }

    /// <summary>Makes the output of the staged blocks; the first to do so wins.</summary>
    /// <returns>Whether the output is there; false where blocks are gone that were staged too long ago.</returns>
    public async Task<bool> CommitAsync(IReadOnlyList<ChunkResult> results, string contentType, CancellationToken cancellation)
    {
        var blocks = results.Where(result => result.Bytes > 0).Select(result => result.Block);
        try
        {
            await container.GetBlockBlobClient(Output.Name).CommitBlockListAsync(
                blocks,
                new CommitBlockListOptions
                {
                    Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                    HttpHeaders = new BlobHttpHeaders { ContentType = contentType },
                },
                cancellation);
            return true;
        }
        catch (RequestFailedException e) when (StorageFailure.IsConflict(e))
        {
            return true; // another one was faster, with the same blocks
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.InvalidBlockList)
        {
            return false;
        }
    }

    private async Task<int> DoneAsync(CancellationToken cancellation)
    {
        var done = 0;
        await foreach (var _ in container.GetBlobsAsync(new GetBlobsOptions { Prefix = Chunks }, cancellation))
        {
            done++;
        }

        return done;
    }

    private string NameOf(int chunk) => string.Create(CultureInfo.InvariantCulture, $"{Chunks}{chunk:D8}.json");

    private async Task<T?> ReadAsync<T>(string file, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        try
        {
            var found = await container.GetBlobClient(Folder + file).DownloadContentAsync(cancellation);
            return JsonSerializer.Deserialize(found.Value.Content, type);
        }
        catch (RequestFailedException e) when (StorageFailure.IsMissingBlob(e))
        {
            return default;
        }
    }

    /// <summary>Writes a file of the work unless it is there: of several that write it, the first one counts.</summary>
    private async Task WriteAsync<T>(string file, T value, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        try
        {
            var content = new BinaryData(JsonSerializer.SerializeToUtf8Bytes(value, type));
            await container.GetBlobClient(Folder + file).UploadAsync(content, overwrite: false, cancellation);
        }
        catch (RequestFailedException e) when (StorageFailure.IsConflict(e))
        {
            // It is there.
        }
    }
}

/// <summary>Deletes from <c>work</c> what no job needs any more, whoever left it there.</summary>
internal sealed class WorkSweep(InboxStore store, BlobContainerClient work)
{
    /// <summary>Deletes the work of all jobs of a name but those of the version that the inbox has.</summary>
    /// <param name="name">The name.</param>
    /// <param name="done">The version that is labelled or rejected, so that its work goes too; null where none is.</param>
    /// <param name="cancellation">Ends the deleting.</param>
    public async Task RunAsync(string name, string? done, CancellationToken cancellation)
    {
        var found = await ListAsync(InboxJob.NameId(name), cancellation);
        if (found.Count == 0)
        {
            return;
        }

        // Asked when the list is there: what is on it belongs to the version that the inbox has now, or to older ones.
        var current = (await store.FindAsync(name, cancellation))?.Version;
        var kept = current is null || string.Equals(current, done, StringComparison.Ordinal)
            ? null
            : InboxJob.NameId(name) + InboxJob.VersionId(current);
        await DeleteAsync(found.Where(blob => kept is null || !blob.StartsWith(kept, StringComparison.Ordinal)), cancellation);
    }

    /// <summary>Deletes the work of files that are not in the inbox.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var found = await ListAsync(string.Empty, cancellation);
        if (found.Count == 0)
        {
            return;
        }

        var kept = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var name in store.InboxAsync(cancellation))
        {
            kept.Add(InboxJob.NameId(name));
        }

        await DeleteAsync(found.Where(blob => !kept.Contains(blob[..(blob.IndexOf('/', StringComparison.Ordinal) + 1)])), cancellation);
    }

    /// <summary>Deletes the work of one job.</summary>
    public async Task RunAsync(InboxJob job, CancellationToken cancellation) =>
        await DeleteAsync(await ListAsync($"{job.Id}/", cancellation), cancellation);

    private async Task<List<string>> ListAsync(string prefix, CancellationToken cancellation)
    {
        var options = new GetBlobsOptions { Prefix = prefix, States = BlobStates.Uncommitted };
        return await work.GetBlobsAsync(options, cancellation).Select(blob => blob.Name).ToListAsync(cancellation);
    }

    private async Task DeleteAsync(IEnumerable<string> names, CancellationToken cancellation)
    {
        foreach (var name in names)
        {
            if (!await work.DeleteBlobIfExistsAsync(name, cancellationToken: cancellation))
            {
                await DropBlocksAsync(work.GetBlockBlobClient(name), cancellation);
            }
        }
    }

    /// <summary>Blocks that were staged and never committed go with a blob that takes their place.</summary>
    private static async Task DropBlocksAsync(BlockBlobClient blob, CancellationToken cancellation)
    {
        try
        {
            await blob.UploadAsync(Stream.Null, new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, cancellation);
            await blob.DeleteIfExistsAsync(cancellationToken: cancellation);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // Somebody committed them meanwhile, and clears away.
        }
    }
}
