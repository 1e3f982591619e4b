using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using DavidBert.Files;
using DavidBert.Labelling;
using DavidBert.Serving.Storage;

namespace DavidBert.Serving.Inbox;

/// <summary>
/// The work of a job in the container <c>work</c>: <c>id/plan.json</c>, <c>id/count.json</c> when the file is cut,
/// <c>id/content</c> of a compressed one, a staged block of <c>id/output</c> and <c>id/chunks/…</c> for each chunk that
/// is labelled. Whoever does a part again does the same, so nobody needs to be alone.
/// </summary>
internal sealed class JobWorkspace(BlobContainerClient container, string id)
{
    private const int ReadsAtOnce = 16;
    private const int UploadBytes = 8 << 20;
    private const int DigestInBlock = 40; // a block's name has 64 bytes at the most

    private string Folder => $"{id}/";

    /// <summary>Where the output is put together.</summary>
    public BlobClient Output => container.GetBlobClient($"{id}/output");

    private BlobClient Content => container.GetBlobClient($"{id}/content");

    public Task<InboxPlan?> PlanAsync(CancellationToken cancellation) =>
        ReadAsync("plan.json", InboxJson.Default.InboxPlan, cancellation);

    /// <summary>Keeps a plan.</summary>
    /// <returns>The plan that holds: another one may have been faster.</returns>
    public async Task<InboxPlan> WritePlanAsync(InboxPlan plan, CancellationToken cancellation)
    {
        return await WriteAsync("plan.json", plan, InboxJson.Default.InboxPlan, cancellation)
            ?? await PlanAsync(cancellation)
            ?? throw new InputChangedException();
    }

    /// <summary>How many chunks there are; null while the file is not wholly cut.</summary>
    public async Task<int?> CountAsync(CancellationToken cancellation) =>
        await ReadAsync("count.json", InboxJson.Default.Int32, cancellation) is var count && count > 0 ? count : null;

    public Task WriteCountAsync(int count, CancellationToken cancellation) =>
        WriteAsync("count.json", count, InboxJson.Default.Int32, cancellation);

    /// <summary>
    /// Keeps the content of a compressed file, so that any part of it can be read; it is there wholly or not at all.
    /// </summary>
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
                TransferOptions = new StorageTransferOptions
                {
                    InitialTransferSize = UploadBytes,
                    MaximumTransferSize = UploadBytes,
                    MaximumConcurrency = 1, // a block on its way would outlive the work of damaged content
                },
            },
            cancellation);
        return (await Content.GetPropertiesAsync(cancellationToken: cancellation)).Value.ContentLength;
    }

    public Task<Stream> OpenContentAsync(CancellationToken cancellation) =>
        Content.OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), cancellation);

    /// <summary>Bytes of the kept content.</summary>
    public Task<Stream> ReadContentAsync(long offset, long length, CancellationToken cancellation) =>
        BlobRange.ReadAsync(Content, offset, length, tag: null, cancellation);

    /// <summary>Keeps the border of a chunk, so that a message about it can be checked.</summary>
    public Task PlanAsync(TableChunk chunk, CancellationToken cancellation) =>
        WriteAsync(CutOf(chunk.Index), chunk, InboxJson.Default.TableChunk, cancellation);

    /// <summary>Keeps where cutting goes on.</summary>
    public Task PlanAsync(ChunkStart from, CancellationToken cancellation) =>
        WriteAsync(RestOf(from.Index), from, InboxJson.Default.ChunkStart, cancellation);

    /// <summary>Checks that a task is one that was planned here: anybody may have written the message.</summary>
    /// <exception cref="UnreadableMessageException">It is not.</exception>
    public async Task RequirePlannedAsync(ChunkMessage task, CancellationToken cancellation)
    {
        var isPlanned = task switch
        {
            { Chunk: { Index: >= 0 } chunk } =>
                await ReadAsync(CutOf(chunk.Index), InboxJson.Default.TableChunk, cancellation) == chunk,
            { From: { Index: >= 0 } from } =>
                await ReadAsync(RestOf(from.Index), InboxJson.Default.ChunkStart, cancellation) == from,
            _ => false,
        };
        if (!isPlanned)
        {
            throw new UnreadableMessageException("The plan of its file has no such chunk.");
        }
    }

    /// <summary>What became of a chunk; null while it is not labelled.</summary>
    public Task<ChunkResult?> ResultAsync(int chunk, CancellationToken cancellation) =>
        ReadAsync(ResultOf(chunk), InboxJson.Default.ChunkResult, cancellation);

    /// <summary>
    /// Stages the output of a chunk and says that it is there. A block is named after its bytes: where two label a
    /// chunk, on processors that differ, the output has the block of the result that came first.
    /// </summary>
    /// <returns>The result that came first; this one where the work was cleared away meanwhile.</returns>
    public async Task<ChunkResult> FinishChunkAsync(
        int chunk, Stream output, LabelReport report, CancellationToken cancellation)
    {
        output.Position = 0;
        var digest = await ContentHash.OfAsync(output, cancellation);
        var block = Convert.ToBase64String(
            Encoding.ASCII.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{chunk:D8}{digest[..DigestInBlock]}")));
        if (output.Length > 0)
        {
            output.Position = 0;
            var check = new UploadTransferValidationOptions { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 };
            await container.GetBlockBlobClient(Output.Name).StageBlockAsync(
                block, output, new BlockBlobStageBlockOptions { TransferValidation = check }, cancellation);
        }

        var result = new ChunkResult(block, output.Length, report);
        return await WriteAsync(ResultOf(chunk), result, InboxJson.Default.ChunkResult, cancellation)
            ?? await ResultAsync(chunk, cancellation)
            ?? result; // the work is cleared away
    }

    /// <summary>What became of all chunks; null while some are not labelled or cut.</summary>
    public async Task<JobResults?> ResultsAsync(CancellationToken cancellation)
    {
        if (await CountAsync(cancellation) is not { } count || await DoneAsync(cancellation) < count)
        {
            return null;
        }

        var sum = new ResultSum(count);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellation };
        await Parallel.ForAsync(0, count, parallel, async (chunk, token) =>
        {
            if (await ResultAsync(chunk, token) is { } result)
            {
                sum.Add(chunk, result);
            }
        });
        return sum.Whole();
    }

    /// <summary>Makes the output of the staged blocks; the first to do so wins.</summary>
    /// <returns>Whether the output is there; false where blocks are gone that were staged too long ago.</returns>
    public async Task<bool> CommitAsync(
        IReadOnlyList<string> blocks, string contentType, CancellationToken cancellation)
    {
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

    private static string CutOf(int chunk) => string.Create(CultureInfo.InvariantCulture, $"cuts/{chunk:D8}.json");

    private static string RestOf(int chunk) =>
        string.Create(CultureInfo.InvariantCulture, $"cuts/{chunk:D8}-rest.json");

    private async Task<int> DoneAsync(CancellationToken cancellation)
    {
        var (done, options) = (0, new GetBlobsOptions { Prefix = $"{Folder}chunks/" });
        await foreach (var _ in container.GetBlobsAsync(options, cancellation))
        {
            done++;
        }

        return done;
    }

    private static string ResultOf(int chunk) =>
        string.Create(CultureInfo.InvariantCulture, $"chunks/{chunk:D8}.json");

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
    /// <returns>What others will read of it; the default where they read what another one has written.</returns>
    private async Task<T?> WriteAsync<T>(string file, T value, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        try
        {
            var content = new BinaryData(JsonSerializer.SerializeToUtf8Bytes(value, type));
            await container.GetBlobClient(Folder + file).UploadAsync(content, overwrite: false, cancellation);
            return JsonSerializer.Deserialize(content, type);
        }
        catch (RequestFailedException e) when (StorageFailure.IsConflict(e))
        {
            return default;
        }
    }
}
