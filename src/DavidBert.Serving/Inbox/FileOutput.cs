using System.Text.Json.Nodes;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using DavidBert.Labelling;
using DavidBert.Serving.Storage;

namespace DavidBert.Serving.Inbox;

/// <summary>The output and the report of an input: they appear whole, once for each version of the input.</summary>
internal sealed class FileOutput(InboxStore store)
{
    private const string Version = "davidbert_input";
    private const string Job = "davidbert_job";
    private const string Model = "davidbert_model";
    private const string ModelHash = "davidbert_model_hash";

    /// <summary>The job that made the output of this version of an input; null where there is no such output.</summary>
    public async Task<string?> MakerAsync(InputFile input, CancellationToken cancellation)
    {
        var found = await InboxStore.PropertiesAsync(store.File(FilePlaces.Labelled, input.Name), cancellation);
        return MakerOf(input, found);
    }

    /// <summary>Puts the output of a job in its place, unless another job was faster.</summary>
    /// <returns>The job that made the output.</returns>
    /// <exception cref="InputChangedException">
    /// The inbox has another version by now; its output is not replaced by an older one.
    /// </exception>
    public async Task<string> PublishAsync(InboxJob job, CancellationToken cancellation)
    {
        var target = store.File(FilePlaces.Labelled, job.Input.Name);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Version] = job.Input.Version,
            [Job] = job.Id,
            [Model] = $"{job.Model.Name} {job.Model.Version}",
            [ModelHash] = job.ModelHash,
        };
        for (var attempt = 1; ; attempt++)
        {
            var found = await InboxStore.PropertiesAsync(target, cancellation);
            if (MakerOf(job.Input, found) is { } faster)
            {
                return faster;
            }

            if (!await store.IsCurrentAsync(job.Input, cancellation))
            {
                throw new InputChangedException();
            }

            try
            {
                await InboxStore.CopyAsync(
                    store.Work(job.Id).Output,
                    sourceTag: null,
                    target,
                    InboxStore.AsFound(found),
                    metadata,
                    cancellation);
                return job.Id;
            }
            catch (RequestFailedException e) when (StorageFailure.IsConflict(e))
            {
                await Contention.WaitAsync(attempt, $"The output of '{job.Input.Name}'", cancellation);
            }
            catch (RequestFailedException e) when (StorageFailure.IsMissingBlob(e))
            {
                if (await MakerAsync(job.Input, cancellation) is not { } other)
                {
                    throw;
                }

                return other; // it wrote, and cleared the work away
            }
        }
    }

    /// <summary>Writes the report of an output, as JSON and as a page, unless it is there.</summary>
    /// <param name="input">The input.</param>
    /// <param name="job">The job that made the output.</param>
    /// <param name="results">What became of the job's chunks; null to read it from its work.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public async Task ReportAsync(InputFile input, string job, JobResults? results, CancellationToken cancellation)
    {
        var page = store.File(FilePlaces.Reports, input.Name, FilePlaces.PageSuffix);
        var report = store.File(FilePlaces.Reports, input.Name, FilePlaces.ReportSuffix);
        for (var attempt = 1; ; attempt++)
        {
            var reported = await InboxStore.PropertiesAsync(report, cancellation);
            if (MakerOf(input, reported) is not null)
            {
                return;
            }

            results ??= await store.Work(job).ResultsAsync(cancellation);
            if (results is null)
            {
                return; // who cleared the work away has reported
            }

            // The output is looked up last: who replaces it later also writes later reports, and then the
            // conditions below, which are of what was found before, do not hold.
            var paged = await InboxStore.PropertiesAsync(page, cancellation);
            var made = await InboxStore.PropertiesAsync(store.File(FilePlaces.Labelled, input.Name), cancellation);
            if (!string.Equals(MakerOf(input, made), job, StringComparison.Ordinal))
            {
                return;
            }

            var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [Version] = input.Version,
                [Job] = job,
            };
            try
            {
                // The page first: where there is the JSON, there are both.
                if (MakerOf(input, paged) is null)
                {
                    var html = LabelPage.Write(results.Report, input.Name.Value);
                    await WriteAsync(page, html, "text/html; charset=utf-8", paged, metadata, cancellation);
                }

                var json = Format(input, results, made!);
                await WriteAsync(report, json, "application/json", reported, metadata, cancellation);
                return;
            }
            catch (RequestFailedException e) when (StorageFailure.IsConflict(e))
            {
                await Contention.WaitAsync(attempt, $"The report of '{input.Name}'", cancellation);
            }
        }
    }

    /// <summary>Writes a blob if it is still as it was found.</summary>
    private static async Task WriteAsync(
        BlobClient target,
        byte[] content,
        string type,
        BlobProperties? found,
        Dictionary<string, string> metadata,
        CancellationToken cancellation)
    {
        var options = new BlobUploadOptions
        {
            Conditions = InboxStore.AsFound(found),
            HttpHeaders = new BlobHttpHeaders { ContentType = type },
            Metadata = metadata,
        };
        await target.UploadAsync(new BinaryData(content), options, cancellation);
    }

    /// <summary>The job that a blob's metadata names, where it is whole and about this version of an input.</summary>
    private static string? MakerOf(InputFile input, BlobProperties? found) =>
        found is { BlobCopyStatus: null or CopyStatus.Success }
        && found.Metadata.TryGetValue(Version, out var version)
        && string.Equals(version, input.Version, StringComparison.Ordinal)
        && found.Metadata.TryGetValue(Job, out var job)
        && InboxJob.IsOf(input, job)
            ? job
            : null;

    private static byte[] Format(InputFile input, JobResults results, BlobProperties output) => LabelJson.WriteReport(
        results.Report,
        new JsonObject
        {
            ["input"] = input.Name.Value,
            ["input_version"] = input.Version,
            ["output_bytes"] = results.Bytes,
            ["model_hash"] = output.Metadata.TryGetValue(ModelHash, out var hash) ? hash : null,
        });
}
