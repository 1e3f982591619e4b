using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using DavidBert.Serving.Storage;

namespace DavidBert.Serving.Inbox;

/// <summary>How often labelling a version of a file failed, and when it is due again.</summary>
/// <param name="Failed">The attempts that failed, from 1.</param>
/// <param name="Due">When the next attempt may begin.</param>
internal sealed record InboxAttempts(int Failed, DateTimeOffset Due)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);

    /// <summary>The time between a failed attempt and the next: half a minute after the first, then twice as long each time.</summary>
    public static TimeSpan PauseAfter(long failed) => FirstPause * Math.Pow(2, failed - 1);
}

/// <summary>
/// Keeps the attempts beside the work of the version, so that they count alike, and are as far apart, whichever trigger, watch or
/// process made them. They go when the version's work goes.
/// </summary>
internal sealed class AttemptLog(BlobContainerClient work)
{
    /// <summary>What was noted of a version, and the tag of the note; null where no attempt failed.</summary>
    public async Task<(InboxAttempts? Attempts, ETag? Tag)> ReadAsync(InputFile input, CancellationToken cancellation)
    {
        try
        {
            var found = await NoteOf(input).DownloadContentAsync(cancellation);
            return (JsonSerializer.Deserialize(found.Value.Content, FileJson.Default.InboxAttempts), found.Value.Details.ETag);
        }
        catch (RequestFailedException e) when (StorageFailure.IsMissingBlob(e))
        {
            return (null, null);
        }
    }

    /// <summary>Notes attempts in the place of what was read. Where another one noted at the same time, it was the same attempt.</summary>
    public async Task WriteAsync(InputFile input, InboxAttempts attempts, ETag? read, CancellationToken cancellation)
    {
        var conditions = new BlobRequestConditions { IfMatch = read, IfNoneMatch = read is null ? ETag.All : null };
        try
        {
            await NoteOf(input).UploadAsync(
                new BinaryData(JsonSerializer.SerializeToUtf8Bytes(attempts, FileJson.Default.InboxAttempts)),
                new BlobUploadOptions { Conditions = conditions },
                cancellation);
        }
        catch (RequestFailedException e) when (StorageFailure.IsConflict(e))
        {
        }
    }

    private BlobClient NoteOf(InputFile input) =>
        work.GetBlobClient($"{InboxJob.NameId(input.Name)}{InboxJob.VersionId(input.Version)}/attempts.json");
}
