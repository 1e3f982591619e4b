using Azure.Storage.Blobs;
using DavidBert.Serving.Inbox;
using Microsoft.Azure.Functions.Worker;

namespace DavidBert.Functions;

/// <summary>
/// The triggers of files and of the queue. Each event may come twice, or again after a failure; a function that ends
/// without an exception has settled it.
/// </summary>
public sealed class FileFunctions(InboxLabelling labelling, InboxSweep sweep)
{
#if LOCAL_TRIGGERS
    private const BlobTriggerSource Source = BlobTriggerSource.LogsAndContainerScan;
#else
    private const BlobTriggerSource Source = BlobTriggerSource.EventGrid;
#endif

    /// <summary>A file came into the inbox.</summary>
    [Function("label-file")]
    public Task LabelFile(
        [BlobTrigger($"{FilePlaces.Inbox}/{{name}}", Source = Source)] BlobClient file,
        CancellationToken cancellation) =>
        labelling.HandleEventAsync(file.Name, cancellation);

    /// <summary>A chunk of a large file is to be labelled.</summary>
    [Function("label-chunk")]
    public Task LabelChunk([QueueTrigger(FilePlaces.Chunks)] string message, CancellationToken cancellation) =>
        labelling.HandleChunkAsync(message, cancellation);

    /// <summary>A chunk failed five times.</summary>
    [Function("reject-chunk")]
    public Task RejectChunk([QueueTrigger(FilePlaces.PoisonedChunks)] string message, CancellationToken cancellation) =>
        labelling.HandlePoisonedChunkAsync(message, cancellation);

    /// <summary>A file failed five times.</summary>
    [Function("reject-file")]
    public Task RejectFile([QueueTrigger(FilePlaces.PoisonedFiles)] string message, CancellationToken cancellation) =>
        labelling.HandlePoisonedFileMessageAsync(message, cancellation);

    /// <summary>Once an hour: what events left behind.</summary>
    [Function("sweep-inbox")]
    public Task SweepInbox([TimerTrigger("0 7 * * * *")] TimerInfo timer, CancellationToken cancellation) =>
        sweep.RunAsync(cancellation);
}
