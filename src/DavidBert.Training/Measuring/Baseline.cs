namespace DavidBert.Training.Measuring;

/// <summary>What is right without training, so that a reader sees what training adds.</summary>
/// <param name="Name">How it answers.</param>
/// <param name="Part">The part it was measured on.</param>
/// <param name="Rows">How many rows that has.</param>
/// <param name="Right">How many it answers right.</param>
internal sealed record Baseline(string Name, string Part, int Rows, int Right)
{
    /// <summary>The share right, 0 to 1; 0 of no rows.</summary>
    public double Accuracy => Rows == 0 ? 0 : (double)Right / Rows;
}
