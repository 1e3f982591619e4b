using System.Diagnostics;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using DavidBert.Files;
using DavidBert.Serving.Storage;

namespace DavidBert.Serving.Inbox;

/// <summary>The containers of labelling in a storage account.</summary>
internal sealed class InboxStore(BlobServiceClient account)
{
    private const string FolderMark = "hdi_isfolder"; // of accounts with a hierarchical namespace
    private const int SmallBytes = 4 << 20; // the SDK's stream has a buffer of that size

    private static readonly GrowingPause CopyPause = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(20));
    private static readonly TimeSpan LongestCopy = TimeSpan.FromHours(6);

    /// <summary>What a container has under the name of an input and a suffix.</summary>
    public BlobClient File(string container, InboxName name, string suffix = "") =>
        account.GetBlobContainerClient(container).GetBlobClient(name.Value + suffix);

    /// <summary>
    /// What <c>rejected</c> has under a name as somebody gave it. One that cannot be used, or has no room for a suffix,
    /// is stored under its SHA-256.
    /// </summary>
    public BlobClient Rejected(string name, string suffix = "") =>
        account.GetBlobContainerClient(FilePlaces.Rejected).GetBlobClient(
            (InboxName.TryParse(name, out var known, out _) && known.HasRoom ? name : ContentHash.Of(name)) + suffix);

    /// <summary>The place of a message that cannot be read.</summary>
    public BlobClient Parked(string message) =>
        account.GetBlobContainerClient(FilePlaces.Rejected).GetBlobClient(
            ContentHash.Of(message) + ParkedMessages.Suffix);

    /// <summary>What clears the work of jobs away.</summary>
    public WorkspaceSweep Sweep => new(this, account.GetBlobContainerClient(FilePlaces.Work));

    /// <summary>What is noted of attempts that failed.</summary>
    public AttemptLog Attempts => new(account.GetBlobContainerClient(FilePlaces.Work));

    /// <summary>The work of a job.</summary>
    public JobWorkspace Work(string id) => new(account.GetBlobContainerClient(FilePlaces.Work), id);

    /// <summary>The names of the inbox.</summary>
    public IAsyncEnumerable<string> InboxAsync(CancellationToken cancellation) =>
        InboxAsync(DateTimeOffset.MaxValue, cancellation);

    /// <summary>The names of what came into the inbox before a time.</summary>
    public async IAsyncEnumerable<string> InboxAsync(
        DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var inbox = account.GetBlobContainerClient(FilePlaces.Inbox);
        await foreach (var blob in inbox.GetBlobsAsync(cancellationToken: cancellation))
        {
            if (blob.Properties.LastModified < before)
            {
                yield return blob.Name;
            }
        }
    }

    /// <summary>A file of the inbox as it is now; null where there is none.</summary>
    public async Task<InputFile?> FindAsync(InboxName name, CancellationToken cancellation)
    {
        var found = await PropertiesAsync(File(FilePlaces.Inbox, name), cancellation);
        return found is null || found.Metadata.ContainsKey(FolderMark)
            ? null
            : new InputFile(name, found.ETag, found.ContentLength, found.Metadata);
    }

    /// <summary>Whether the inbox still has this version of a file.</summary>
    public async Task<bool> IsCurrentAsync(InputFile input, CancellationToken cancellation) =>
        await FindAsync(input.Name, cancellation) is { } now && now.Tag == input.Tag;

    /// <summary>Reads a version of an input from anywhere; a small one comes with one request.</summary>
    public Task<Stream> OpenAsync(InputFile input, CancellationToken cancellation) => input.Bytes <= SmallBytes
        ? BlobRange.ReadAsync(File(FilePlaces.Inbox, input.Name), offset: 0, input.Bytes, input.Tag, cancellation)
        : File(FilePlaces.Inbox, input.Name).OpenReadAsync(
            new BlobOpenReadOptions(allowModifications: false)
            {
                Conditions = new BlobRequestConditions { IfMatch = input.Tag },
            },
            cancellation);

    /// <summary>Copies a blob of the account without its bytes passing by here.</summary>
    public static async Task CopyAsync(
        BlobClient source,
        ETag? sourceTag,
        BlobClient target,
        BlobRequestConditions? condition,
        IDictionary<string, string>? metadata,
        CancellationToken cancellation)
    {
        var options = new BlobCopyFromUriOptions
        {
            SourceConditions = sourceTag is null ? null : new BlobRequestConditions { IfMatch = sourceTag },
            DestinationConditions = condition,
            Metadata = metadata,
        };
        for (var attempt = 1; ; attempt++)
        {
            var copy = await target.StartCopyFromUriAsync(source.Uri, options, cancellation);
            await WaitAsync(copy, source, cancellation);
            if (copy.HasValue)
            {
                return;
            }

            var found = await PropertiesAsync(target, cancellation);
            if (string.Equals(found?.CopyId, copy.Id, StringComparison.Ordinal))
            {
                throw new StorageException(
                    $"Storage did not copy '{source.Name}' to '{target.BlobContainerName}': "
                    + $"{found!.CopyStatus}, {found.CopyStatusDescription}.");
            }

            // Another copy took its place before this one was seen to be done: the conditions tell whether to go on.
            await Contention.WaitAsync(attempt, $"'{target.Name}' in '{target.BlobContainerName}'", cancellation);
        }
    }

    /// <summary>Waits for a copy, which takes a while where it is large or goes to another machine.</summary>
    private static async Task WaitAsync(CopyFromUriOperation copy, BlobClient source, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        await copy.UpdateStatusAsync(cancellation);
        for (var look = 1; !copy.HasCompleted; look++)
        {
            if (Stopwatch.GetElapsedTime(started) > LongestCopy)
            {
                throw new StorageException($"Storage has copied '{source.Name}' for {LongestCopy.TotalHours} hours.");
            }

            await Task.Delay(CopyPause.After(look), cancellation);
            await copy.UpdateStatusAsync(cancellation);
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
    public static async Task<Stream> ReadAsync(
        BlobClient blob, long offset, long length, ETag? tag, CancellationToken cancellation)
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
