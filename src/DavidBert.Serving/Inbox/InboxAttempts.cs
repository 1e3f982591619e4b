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
    /// <summary>The time between a failed attempt and the next, of a file as of a task of the queue.</summary>
    public static GrowingPause Pause { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(15));
}

/// <summary>
/// Keeps the attempts beside the work of the version, so that they count alike, and are as far apart, whichever
/// trigger, watch or process made them. They go when the version's work goes.
/// </summary>
internal sealed class AttemptLog(BlobContainerClient work)
{
    /// <summary>What was noted of a version, and the tag of the note; null where no attempt failed.</summary>
    public async Task<(InboxAttempts? Attempts, ETag? Tag)> ReadAsync(InputFile input, CancellationToken cancellation)
    {
        try
        {
            var found = (await NoteOf(input).DownloadContentAsync(cancellation)).Value;
            return (JsonSerializer.Deserialize(found.Content, InboxJson.Default.InboxAttempts), found.Details.ETag);
        }
        catch (RequestFailedException e) when (StorageFailure.IsMissingBlob(e))
        {
            return (null, null);
        }
    }

    /// <summary>
    /// Notes attempts in the place of what was read. Where another one noted at the same time, it was the same attempt.
    /// </summary>
    public async Task WriteAsync(
        InputFile input, InboxAttempts attempts, ETag? read, CancellationToken cancellation)
    {
        var conditions = new BlobRequestConditions { IfMatch = read, IfNoneMatch = read is null ? ETag.All : null };
        try
        {
            await NoteOf(input).UploadAsync(
                new BinaryData(JsonSerializer.SerializeToUtf8Bytes(attempts, InboxJson.Default.InboxAttempts)),
                new BlobUploadOptions { Conditions = conditions },
                cancellation);
        }
        catch (RequestFailedException e) when (StorageFailure.IsConflict(e))
        {
            // The other one's note holds.
        }
    }

    private BlobClient NoteOf(InputFile input) => work.GetBlobClient(
        $"{InboxJob.NameId(input.Name.Value)}{InboxJob.VersionId(input.Version)}/attempts.json");
}
