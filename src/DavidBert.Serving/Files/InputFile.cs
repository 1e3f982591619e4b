using Azure;

namespace DavidBert.Serving.Files;

/// <summary>A version of a file of the inbox. Together, name and tag are what a job is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tag">The tag of its content.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Metadata">What was said of it when it was uploaded.</param>
internal sealed record InputFile(string Name, ETag Tag, long Bytes, IDictionary<string, string> Metadata)
{
    /// <summary>The tag as it stands in metadata and messages, without quotes.</summary>
    public string Version => Tag.ToString("G").Trim('"');
}
