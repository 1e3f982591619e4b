namespace DavidBert.Training.Reports;

/// <summary>How many of some rows were answered right.</summary>
/// <param name="Count">How many rows there are.</param>
/// <param name="RightFirst">How many have a right word as the first answer.</param>
/// <param name="RightInFive">How many have a right word among the first five answers.</param>
public sealed record Accuracy(int Count, int RightFirst, int RightInFive)
{
    /// <summary>The share right at the first answer, 0 to 1; 0 of no rows.</summary>
    public double Top1 => Count == 0 ? 0 : (double)RightFirst / Count;

    /// <summary>The share right within five answers, 0 to 1; 0 of no rows.</summary>
    public double Top5 => Count == 0 ? 0 : (double)RightInFive / Count;
}
