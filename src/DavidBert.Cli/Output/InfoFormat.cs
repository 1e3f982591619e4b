namespace DavidBert.Cli.Output;

/// <summary>How a bundle is shown.</summary>
internal enum InfoFormat
{
    /// <summary>Lines to read.</summary>
    Text,

    /// <summary><c>model.json</c> as it is.</summary>
    Json,
}
