namespace DavidBert.Training.Data;

/// <summary>How much an epoch varies the rows. Every value is a probability, 0 to 1.</summary>
public sealed record AugmentationOptions
{
    /// <summary>The rows as they are.</summary>
    public static AugmentationOptions None { get; } = new() { Intensify = 0, TypingErrors = 0 };

    /// <summary>How often a phrase of a single word gets an intensifier or a negation in front.</summary>
    public double Intensify { get; init; } = 0.3;

    /// <summary>How often a phrase gets one typing error.</summary>
    public double TypingErrors { get; init; } = 0.05;
}
