namespace DavidBert.Serving.Files;

/// <summary>How files of the inbox are labelled. A file's own metadata comes before it, see <see cref="FileMetadata"/>.</summary>
public sealed record LabellingOptions
{
    /// <summary>The column of the phrases: its name, or its number from 1; null for <c>phrase</c>, <c>text</c> or the only one.</summary>
    public string? Column { get; init; }

    /// <summary>How many words to give for a phrase, 1 to <see cref="Predictor.MaxTopK"/>.</summary>
    public int TopK { get; init; } = 1;

    /// <summary>The score, 0 to 1, below which a word is left out.</summary>
    public double MinimumScore { get; init; }

    /// <summary>What becomes of a file of the inbox when its output is there.</summary>
    public AfterLabelling After { get; init; }

    /// <summary>The largest file in bytes, as it lies in the inbox; a larger one is rejected.</summary>
    public long MaxBytes { get; init; } = 1L << 40;

    /// <summary>The bytes of content of a chunk, the part of a file that is labelled at one go.</summary>
    public int ChunkBytes { get; init; } = 4 << 20;
}
