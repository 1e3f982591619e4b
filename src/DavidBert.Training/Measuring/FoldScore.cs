namespace DavidBert.Training.Measuring;

/// <summary>How a way of training does on rows that it has not learned, fold by fold.</summary>
/// <param name="Encoder">The encoder it starts from.</param>
/// <param name="Setting">What is trained.</param>
/// <param name="Rows">How many rows were answered.</param>
/// <param name="Right">How many of them right.</param>
/// <param name="Loss">The mean cross-entropy against each row's word, at the temperature that suits it best.</param>
internal sealed record FoldScore(string Encoder, string Setting, int Rows, int Right, double Loss)
{
    /// <summary>The share right, 0 to 1; 0 of no rows.</summary>
    public double Accuracy => Rows == 0 ? 0 : (double)Right / Rows;

    /// <summary>The one of least loss, which on few rows tells more than the number of right answers.</summary>
    public static FoldScore? Best(IEnumerable<FoldScore> scores) => scores.MinBy(score => score.Loss);
}
