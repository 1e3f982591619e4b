using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Storage.Blobs.Models;
using DavidBert.Labelling;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Storage;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Inbox;

/// <summary>The output and the report of an input: they appear whole, once for each version of the input.</summary>
internal sealed class FileOutput(InboxStore store)
{
    private const string Version = "davidbert_input";
    private const string Job = "davidbert_job";
    private const string Model = "davidbert_model";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The job that made the output of this version of an input; null where there is no such output.</summary>
    public async Task<string?> MakerAsync(InputFile input, CancellationToken cancellation)
    {
        var found = await InboxStore.PropertiesAsync(store.File(FilePlaces.Labelled, input.Name), cancellation);
        return IsOf(input, found) && found!.Metadata.TryGetValue(Job, out var job) ? job : null;
    }

    /// <summary>Puts the output of a job in its place, unless another job was faster.</summary>
    /// <exception cref="InputChangedException">The inbox has another version by now; its output is not replaced by an older one.</exception>
    public async Task PublishAsync(InboxJob job, CancellationToken cancellation)
    {
        var target = store.File(FilePlaces.Labelled, job.Input.Name);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Version] = job.Input.Version,
            [Job] = job.Id,
            [Model] = $"{job.Model.Name} {job.Model.Version}",
        };
        while (true)
        {
            var found = await InboxStore.PropertiesAsync(target, cancellation);
            if (IsOf(job.Input, found))
            {
                return;
            }

            if (!await store.IsCurrentAsync(job.Input, cancellation))
            {
                throw new InputChangedException();
            }

            try
            {
                await InboxStore.CopyAsync(store.Work(job.Id).Output, sourceTag: null, target, InboxStore.AsFound(found), metadata, cancellation);
                return;
            }
            catch (RequestFailedException e) when (StorageFailure.IsConflict(e))
            {
                // Another one wrote meanwhile: look again.
            }
            catch (RequestFailedException e) when (StorageFailure.IsMissingBlob(e))
            {
                if (await MakerAsync(job.Input, cancellation) is null)
                {
                    throw;
                }

                return; // another one wrote, and cleared the work away
            }
        }
    }

    /// <summary>Writes the report of an output, unless it is there.</summary>
    /// <param name="input">The input.</param>
    /// <param name="job">The job that made the output.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public async Task ReportAsync(InputFile input, string job, CancellationToken cancellation)
    {
        var target = store.File(FilePlaces.Reports, input.Name + FilePlaces.ReportSuffix);
        while (true)
        {
            var found = await InboxStore.PropertiesAsync(target, cancellation);
            if (IsOf(input, found)
                || await store.Work(job).ResultsAsync(cancellation) is not { } results
                || !string.Equals(await MakerAsync(input, cancellation), job, StringComparison.Ordinal))
            {
                return;
            }

            try
            {
                await target.UploadAsync(
                    new BinaryData(Format(input, results)),
                    new BlobUploadOptions
                    {
                        Conditions = InboxStore.AsFound(found),
                        HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
                        Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [Version] = input.Version, [Job] = job },
                    },
                    cancellation);
                return;
            }
            catch (RequestFailedException e) when (StorageFailure.IsConflict(e))
            {
                // Another one wrote meanwhile: look again.
            }
        }
    }

    private static bool IsOf(InputFile input, BlobProperties? found) =>
        found is { BlobCopyStatus: null or CopyStatus.Success } && found.Metadata.TryGetValue(Version, out var version) && string.Equals(version, input.Version, StringComparison.Ordinal);

    private static byte[] Format(InputFile input, IReadOnlyList<ChunkResult> results)
    {
        var files = new JsonObject
        {
            ["input"] = input.Name,
            ["input_version"] = input.Version,
            ["output_bytes"] = results.Sum(result => result.Bytes),
        };
        return LabelJson.WriteReport(results.Select(result => result.Report).Aggregate((sum, next) => sum.And(next)), files);
    }
}

/// <summary>Moves what cannot be labelled to <c>rejected</c>, and says why beside it.</summary>
internal sealed partial class FileRejection(InboxStore store, InputEnd end, ILogger<FileRejection> logger)
{
    private const int LongestName = 1_024;
    private const string Version = "davidbert_input";

    /// <summary>Whether a name has room for what is appended to it.</summary>
    public static bool HasRoom(string name) => name.Length + FilePlaces.ReasonSuffix.Length <= LongestName;

    /// <summary>Whether this version of an input was rejected.</summary>
    public async Task<bool> IsRejectedAsync(InputFile input, CancellationToken cancellation) =>
        await InboxStore.PropertiesAsync(store.File(FilePlaces.Rejected, NameOf(input.Name) + FilePlaces.ReasonSuffix), cancellation) is { } found
        && found.Metadata.TryGetValue(Version, out var version)
        && string.Equals(version, input.Version, StringComparison.Ordinal);

    /// <summary>Rejects an input: it is copied, then the reason is written, then it leaves the inbox.</summary>
    /// <exception cref="InputChangedException">The inbox has another version by now.</exception>
    public async Task RejectAsync(InputFile input, string code, string detail, long? row, CancellationToken cancellation)
    {
        try
        {
            var source = store.File(FilePlaces.Inbox, input.Name);
            await InboxStore.CopyAsync(source, input.Tag, store.File(FilePlaces.Rejected, NameOf(input.Name)), condition: null, metadata: null, cancellation);
        }
        catch (RequestFailedException e) when (StorageFailure.IsMissingOrChanged(e))
        {
            throw new InputChangedException();
        }

        await ExplainAsync(new RejectionReason(input.Name, code, detail, row), input.Version, cancellation);
        await store.Sweep.RunAsync(input.Name, input.Version, cancellation);
        await end.RemoveAsync(input, cancellation);
    }

    /// <summary>Writes the reason alone, for a file that cannot be copied.</summary>
    public async Task ExplainAsync(RejectionReason reason, string? version, CancellationToken cancellation)
    {
        var content = new BinaryData(JsonSerializer.SerializeToUtf8Bytes(reason, FileJson.Default.RejectionReason));
        await store.File(FilePlaces.Rejected, NameOf(reason.Name) + FilePlaces.ReasonSuffix).UploadAsync(
            content,
            new BlobUploadOptions
            {
                HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
                Metadata = version is null ? null : new Dictionary<string, string>(StringComparer.Ordinal) { [Version] = version },
            },
            cancellation);
        LabelRejected(logger, reason.Name, reason.Code);
    }

    /// <summary>A name that is too long, or that an address cannot hold, is stored under its SHA-256.</summary>
    private static string NameOf(string name) =>
        HasRoom(name) && InboxName.CanBeAddressed(name) ? name : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    [LoggerMessage(EventId = 31, EventName = "DavidBert.LabelRejected", Level = LogLevel.Warning, Message = "The file {File} was rejected: {Code}.")]
    private static partial void LabelRejected(ILogger logger, string file, string code);
}

/// <summary>What becomes of an input when it is labelled or rejected.</summary>
internal sealed class InputEnd(InboxStore store, LabellingOptions settings)
{
    /// <summary>Moves, deletes or leaves a labelled input, as it is set; a newer version under its name stays untouched.</summary>
    public async Task LabelledAsync(InputFile input, CancellationToken cancellation)
    {
        if (settings.After is AfterLabelling.Move)
        {
            try
            {
                var source = store.File(FilePlaces.Inbox, input.Name);
                await InboxStore.CopyAsync(source, input.Tag, store.File(FilePlaces.Done, input.Name), condition: null, metadata: null, cancellation);
            }
            catch (RequestFailedException e) when (StorageFailure.IsMissingOrChanged(e))
            {
                return;
            }
        }

        await RemoveAsync(input, cancellation);
    }

    /// <summary>Takes an input that lies elsewhere by now out of the inbox, unless inputs stay there.</summary>
    public async Task RemoveAsync(InputFile input, CancellationToken cancellation)
    {
        if (settings.After is AfterLabelling.Keep)
        {
            return;
        }

        try
        {
            await store.File(FilePlaces.Inbox, input.Name).DeleteAsync(conditions: new() { IfMatch = input.Tag }, cancellationToken: cancellation);
        }
        catch (RequestFailedException e) when (StorageFailure.IsMissingOrChanged(e))
        {
            // Gone already, or a newer version.
        }
    }
}
