namespace DavidBert.Serving.Access;

/// <summary>Who may call: the settings <c>DavidBert__Access__*</c>.</summary>
public sealed record AccessOptions
{
    /// <summary>Whether a key is asked for; null for <see cref="AccessMode.Key"/> in Azure and <see cref="AccessMode.Open"/> elsewhere.</summary>
    public AccessMode? Mode { get; init; }

    /// <summary>The SHA-256 of every key that is let in, 64 hexadecimal digits each, separated by commas.</summary>
    public string? KeyHashes { get; init; }
}
