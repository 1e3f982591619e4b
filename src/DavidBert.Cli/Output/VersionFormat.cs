namespace DavidBert.Cli.Output;

/// <summary>How versions in the store are shown.</summary>
internal enum VersionFormat
{
    /// <summary>Lines to read.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}
