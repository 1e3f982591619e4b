namespace DavidBert.Training.Measuring;

/// <summary>What a bundle says to lines that no word answers.</summary>
/// <param name="Lines">How many lines there are.</param>
/// <param name="Confident">The lines it is confident of all the same, with its answer.</param>
public sealed record UnanswerableFigures(int Lines, IReadOnlyList<UnanswerableFigures.Mistake> Confident)
{
    /// <summary>The share of the lines that the bundle is confident of, 0 to 1.</summary>
    public double Share => Lines == 0 ? 0 : (double)Confident.Count / Lines;

    /// <summary>Asks the bundle, line by line; empty lines are passed over.</summary>
    public static UnanswerableFigures Of(string bundle, IEnumerable<string> lines)
    {
        using var predictor = Predictor.Load(bundle);
        var answers = predictor.PredictBatch([.. lines.Where(line => !string.IsNullOrWhiteSpace(line))]);
        return new UnanswerableFigures(
            answers.Count,
            [.. answers.Where(a => a.Confident is true).Select(a => new Mistake(a.Text, a.Word!, a.Score!.Value))]);
    }

    /// <summary>A line that should have been left open.</summary>
    /// <param name="Text">The line.</param>
    /// <param name="Word">The answer.</param>
    /// <param name="Score">Its score, 0 to 1.</param>
    public sealed record Mistake(string Text, string Word, double Score);
}
