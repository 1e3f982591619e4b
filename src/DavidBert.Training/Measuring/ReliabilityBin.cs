namespace DavidBert.Training.Measuring;

/// <summary>The answers whose scores lie in one interval.</summary>
/// <param name="From">The lower end, left out but for 0.</param>
/// <param name="To">The upper end, included.</param>
/// <param name="Count">How many answers there are.</param>
/// <param name="MeanScore">The mean of their scores; 0 of none.</param>
/// <param name="Right">The share of them that is right, 0 to 1; 0 of none.</param>
public sealed record ReliabilityBin(double From, double To, int Count, double MeanScore, double Right);
