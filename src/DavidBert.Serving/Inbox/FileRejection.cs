using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;
using DavidBert.Serving.Storage;
using DavidBert.Serving.Telemetry;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Inbox;

/// <summary>Moves what cannot be labelled to <c>rejected</c>, and says why beside it.</summary>
internal sealed partial class FileRejection(
    InboxStore store, InputDisposal disposal, ServiceMetrics metrics, ILogger<FileRejection> logger)
{
    private const string Version = "davidbert_input";

    /// <summary>Whether this version of an input was rejected.</summary>
    public async Task<bool> IsRejectedAsync(InputFile input, CancellationToken cancellation) =>
        await InboxStore.PropertiesAsync(
            store.Rejected(input.Name.Value, FilePlaces.ReasonSuffix), cancellation) is { } found
        && found.Metadata.TryGetValue(Version, out var version)
        && string.Equals(version, input.Version, StringComparison.Ordinal);

    /// <summary>Rejects an input: it is copied, then the reason is written, then it leaves the inbox.</summary>
    /// <exception cref="InputChangedException">The inbox has another version by now.</exception>
    public async Task RejectAsync(
        InputFile input, string code, string detail, long? row, CancellationToken cancellation)
    {
        try
        {
            var source = store.File(FilePlaces.Inbox, input.Name);
            await InboxStore.CopyAsync(
                source,
                input.Tag,
                store.Rejected(input.Name.Value),
                condition: null,
                metadata: null,
                cancellation);
        }
        catch (RequestFailedException e) when (StorageFailure.IsGone(e))
        {
            throw new InputChangedException();
        }

        await ExplainAsync(new RejectionReason(input.Name.Value, code, detail, row), input.Version, cancellation);
        metrics.File(FileOutcome.Rejected);
        LabelRejected(logger, input.Name.Value, code);
        await store.Sweep.RunAsync(input.Name, input.Version, cancellation);
        await disposal.RejectedAsync(input, cancellation);
    }

    /// <summary>
    /// Says once of a file whose name cannot be used that it is left alone; the name is stored as its hash.
    /// </summary>
    public async Task LeaveAloneAsync(string name, string problem, CancellationToken cancellation)
    {
        if (!await store.Rejected(name, FilePlaces.ReasonSuffix).ExistsAsync(cancellation))
        {
            var detail = $"{problem} The file stays in the inbox; upload it under another name.";
            await ExplainAsync(new RejectionReason(name, "name", detail, Row: null), version: null, cancellation);
            metrics.File(FileOutcome.LeftAlone);
            LabelRejected(logger, name, "name");
        }
    }

    /// <summary>Says of a file that it can neither be labelled nor rejected, so that it stays in the inbox.</summary>
    public async Task StickAsync(InboxName name, string problem, CancellationToken cancellation)
    {
        var detail = $"{problem} The file can be neither labelled nor rejected, and stays in the inbox. "
            + "Mend the cause, then upload the file again.";
        await ExplainAsync(new RejectionReason(name.Value, "stuck", detail, Row: null), version: null, cancellation);
        metrics.File(FileOutcome.Stuck);
        FileStuck(logger, name.Value, problem);
    }

    /// <summary>Takes back what <see cref="StickAsync"/> said of a file that is labelled or rejected now.</summary>
    public async Task UnstickAsync(InboxName name, CancellationToken cancellation)
    {
        var reason = store.Rejected(name.Value, FilePlaces.ReasonSuffix);
        if (await InboxStore.PropertiesAsync(reason, cancellation) is { } found && !found.Metadata.ContainsKey(Version))
        {
            await reason.DeleteIfExistsAsync(cancellationToken: cancellation);
        }
    }

    private async Task ExplainAsync(RejectionReason reason, string? version, CancellationToken cancellation)
    {
        var content = new BinaryData(JsonSerializer.SerializeToUtf8Bytes(reason, InboxJson.Default.RejectionReason));
        await store.Rejected(reason.Name, FilePlaces.ReasonSuffix).UploadAsync(
            content,
            new BlobUploadOptions
            {
                HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
                Metadata = version is null
                    ? null
                    : new Dictionary<string, string>(StringComparer.Ordinal) { [Version] = version },
            },
            cancellation);
    }

    [LoggerMessage(EventId = 31, EventName = "DavidBert.LabelRejected", Level = LogLevel.Warning,
        Message = "The file {File} was rejected: {Code}.")]
    private static partial void LabelRejected(ILogger logger, string file, string code);

    [LoggerMessage(EventId = 39, EventName = "DavidBert.FileStuck", Level = LogLevel.Error,
        Message = "The file {File} can be neither labelled nor rejected: {Error}")]
    private static partial void FileStuck(ILogger logger, string file, string error);
}

/// <summary>Why a file was rejected.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Code">What is wrong, for a program.</param>
/// <param name="Detail">What is wrong, where, and what to do.</param>
/// <param name="Row">The line, from 1, where it is wrong; null where that is not known.</param>
internal sealed record RejectionReason(string Name, string Code, string Detail, long? Row);
