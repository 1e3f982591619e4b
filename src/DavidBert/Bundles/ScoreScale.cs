namespace DavidBert.Bundles;

/// <summary>
/// How logits become scores: p = softmax(logits / temperature), score = σ(slope · ln(p / (1 − p)) + offset), the scaling of
/// Platt (1999). A score says how likely a word is right. As several words can be right, scores of one phrase may add up to more than 1.
/// </summary>
/// <param name="Temperature">What logits are divided by before the softmax; 0.01 to 100.</param>
/// <param name="Slope">What the log odds of a share are multiplied by; 0.01 to 100, so that the order of words stays.</param>
/// <param name="Offset">What is added to them; −100 to 100.</param>
public sealed record ScoreScale(double Temperature, double Slope, double Offset)
{
    /// <summary>Scores that are the softmax itself.</summary>
    public static ScoreScale Softmax { get; } = new(1, 1, 0);

    private bool IsShare => Slope is 1 && Offset is 0;

    /// <summary>The score of a share of the softmax.</summary>
    /// <param name="share">The share, 0 to 1.</param>
    public double Of(double share) => IsShare ? share : 1 / (1 + Math.Exp(-((Slope * Math.Log(share / (1 - share))) + Offset)));
}
