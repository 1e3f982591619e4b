namespace DavidBert.Labelling;

/// <summary>What a table may demand at most, as it may come from anybody.</summary>
public sealed record LabelLimits
{
    /// <summary>The longest record in bytes, 1 KiB to 256 MiB; memory grows with it.</summary>
    public int MaxRecordBytes { get; init; } = 1 << 20;

    /// <summary>The most columns.</summary>
    public int MaxColumns { get; init; } = 16_384;

    /// <summary>The most bytes of content, decompressed.</summary>
    public long MaxContentBytes { get; init; } = 64L << 30;

    /// <summary>How many bytes one compressed byte may become, once more than <see cref="FreeContentBytes"/> came out.</summary>
    public int MaxCompressionRatio { get; init; } = 200;

    /// <summary>The bytes of content from which <see cref="MaxCompressionRatio"/> counts.</summary>
    public long FreeContentBytes { get; init; } = 64L << 20;
}
