using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Inbox;

/// <summary>
/// The containers and queues that labelling needs. In Azure the template makes them, elsewhere the service.
/// </summary>
internal sealed class InboxPreparation(BlobServiceClient blobs, QueueServiceClient queues)
{
    private static readonly string[] Queues = [FilePlaces.Chunks, FilePlaces.PoisonedChunks, FilePlaces.PoisonedFiles];

    /// <summary>Makes what is not there.</summary>
    public async Task MakeAsync(CancellationToken cancellation)
    {
        foreach (var name in FilePlaces.Containers)
        {
            await blobs.GetBlobContainerClient(name).CreateIfNotExistsAsync(cancellationToken: cancellation);
        }

        foreach (var name in Queues)
        {
            await queues.GetQueueClient(name).CreateIfNotExistsAsync(cancellationToken: cancellation);
        }
    }

    /// <summary>
    /// What is not there, in words. The functions host makes the queues of what failed when it needs them.
    /// </summary>
    public async Task<IReadOnlyList<string>> MissingAsync(CancellationToken cancellation)
    {
        var missing = new List<string>();
        foreach (var name in FilePlaces.Containers)
        {
            if (!await blobs.GetBlobContainerClient(name).ExistsAsync(cancellation))
            {
                missing.Add($"container {name}");
            }
        }

        if (!await queues.GetQueueClient(FilePlaces.Chunks).ExistsAsync(cancellation))
        {
            missing.Add($"queue {FilePlaces.Chunks}");
        }

        return missing;
    }
}

/// <summary>Says at the start what is missing in storage, as no file is labelled until it is there.</summary>
internal sealed partial class InboxCheck(Func<InboxPreparation> preparation, ILogger<InboxCheck> logger)
    : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // nobody waits for it
        try
        {
            var missing = await preparation().MissingAsync(stoppingToken);
            if (missing.Count > 0)
            {
                PlacesMissing(logger, string.Join(", ", missing));
            }
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            NotChecked(logger, e.Message);
        }
    }

    [LoggerMessage(EventId = 44, EventName = "DavidBert.PlacesMissing", Level = LogLevel.Error,
        Message = "The storage account has no {Missing}: no file is labelled. "
            + "Run azd provision, or make them by hand.")]
    private static partial void PlacesMissing(ILogger logger, string missing);

    [LoggerMessage(EventId = 41, EventName = "DavidBert.PlacesNotChecked", Level = LogLevel.Warning,
        Message = "Whether storage has what labelling needs is not known: {Error}")]
    private static partial void NotChecked(ILogger logger, string error);
}
