using System.Text.Json;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Inbox;

/// <summary>Keeps messages that cannot be read in the container <c>rejected</c>, each with the reason.</summary>
internal sealed partial class ParkedMessages(InboxStore store, ILogger<ParkedMessages> logger)
{
    /// <summary>What follows the hash of a message in the name of its blob.</summary>
    public const string Suffix = ".message.json";

    /// <summary>Keeps a message; the same message is kept once.</summary>
    public async Task ParkAsync(string message, string reason, CancellationToken cancellation)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(
            new ParkedMessage(message, reason), InboxJson.Default.ParkedMessage);
        var blob = store.Parked(message);
        await blob.UploadAsync(
            new BinaryData(content),
            new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" } },
            cancellation);
        MessageParked(logger, blob.Name, reason);
    }

    [LoggerMessage(EventId = 37, EventName = "DavidBert.MessageParked", Level = LogLevel.Error,
        Message = "A message of the queue cannot be read and is kept as {File} in the container 'rejected': {Reason}")]
    private static partial void MessageParked(ILogger logger, string file, string reason);
}

/// <summary>A message that cannot be read.</summary>
/// <param name="Message">What it says.</param>
/// <param name="Detail">What is wrong with it.</param>
internal sealed record ParkedMessage(string Message, string Detail);
