using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using DavidBert.Serving.Storage;

namespace DavidBert.Serving.Inbox;

/// <summary>Deletes from <c>work</c> what no job needs any more, whoever left it there.</summary>
internal sealed class WorkspaceSweep(InboxStore store, BlobContainerClient work)
{
    /// <summary>Deletes the work of all jobs of a name but those of the version that the inbox has.</summary>
    /// <param name="name">The name.</param>
    /// <param name="done">
    /// The version that is labelled or rejected, so that its work goes too; null where none is.
    /// </param>
    /// <param name="cancellation">Ends the deleting.</param>
    public async Task RunAsync(InboxName name, string? done, CancellationToken cancellation)
    {
        var found = await ListAsync(InboxJob.NameId(name.Value), cancellation);
        if (found.Count == 0)
        {
            return;
        }

        // Asked when the list is there: what is on it belongs to the version that the inbox has now, or to older ones.
        var current = (await store.FindAsync(name, cancellation))?.Version;
        var kept = current is null || string.Equals(current, done, StringComparison.Ordinal)
            ? null
            : InboxJob.NameId(name.Value) + InboxJob.VersionId(current);
        await DeleteAsync(
            found.Where(blob => kept is null || !blob.StartsWith(kept, StringComparison.Ordinal)), cancellation);
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

        await DeleteAsync(
            found.Where(blob => !kept.Contains(blob[..(blob.IndexOf('/', StringComparison.Ordinal) + 1)])),
            cancellation);
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
            await blob.UploadAsync(
                Stream.Null,
                new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } },
                cancellation);
            await blob.DeleteIfExistsAsync(cancellationToken: cancellation);
        }
        catch (RequestFailedException e) when (StorageFailure.IsConflict(e))
        {
            // Somebody committed them meanwhile, and clears away.
        }
    }
}
