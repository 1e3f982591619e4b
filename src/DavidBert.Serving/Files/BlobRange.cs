using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace DavidBert.Serving.Files;

/// <summary>Reads a part of a blob.</summary>
internal static class BlobRange
{
    /// <summary>The bytes of a part, which must be there.</summary>
    /// <exception cref="RequestFailedException">The blob is gone, or has another tag.</exception>
    public static async Task<Stream> ReadAsync(BlobClient blob, long offset, long length, ETag? tag, CancellationToken cancellation)
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
