namespace DavidBert.Training.Learning;

/// <summary>What other models have to say on a training.</summary>
/// <param name="Rows">Their answer to each row of train, in its order.</param>
/// <param name="Phrases">Phrases without a label.</param>
/// <param name="Answers">Their answer to each of <paramref name="Phrases"/>.</param>
internal sealed record Teaching(
    IReadOnlyList<Target> Rows, IReadOnlyList<string> Phrases, IReadOnlyList<Target> Answers)
{
    /// <summary>The phrases without a label with their answers.</summary>
    public IEnumerable<(string Phrase, Target Target)> OfPhrases() => Phrases.Zip(Answers);
}
