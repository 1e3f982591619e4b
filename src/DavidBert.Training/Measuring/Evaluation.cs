using DavidBert.Training.Data;

namespace DavidBert.Training.Measuring;

/// <summary>
/// What a model's answers to labelled rows are worth. Right is a row's word or one of its further words.
/// </summary>
/// <param name="Overall">All scored rows together.</param>
/// <param name="ByKind">The rows of each kind that occurs.</param>
/// <param name="ByAnswer">The rows of each answer, the most frequent first, then in ordinal order.</param>
/// <param name="Confusions">
/// Every pair of label and wrong first answer, the most frequent first, then in ordinal order.
/// </param>
/// <param name="Wrong">The rows with a wrong first answer, in the order given.</param>
internal sealed record Evaluation(
    Accuracy Overall,
    IReadOnlyDictionary<PhraseKind, Accuracy> ByKind,
    IReadOnlyList<AnswerAccuracy> ByAnswer,
    IReadOnlyList<Confusion> Confusions,
    IReadOnlyList<AnsweredRow> Wrong)
{
    private const int Five = 5;

    /// <summary>Scores the answers to the rows; unanswerable rows are passed over.</summary>
    /// <param name="rows">The labelled rows.</param>
    /// <param name="answers">
    /// For each row what was answered, best first; five answers each, or fewer where a model has no more.
    /// </param>
    /// <exception cref="ArgumentException">There is not one list of answers for each row.</exception>
    public static Evaluation Of(
        IReadOnlyList<LabelledPhrase> rows, IReadOnlyList<IReadOnlyList<ScoredWord>> answers)
    {
        if (rows.Count != answers.Count)
        {
            throw new ArgumentException(
                $"{answers.Count} lists of answers were given for {rows.Count} rows",
                nameof(answers));
        }

        AnsweredRow[] scored =
        [
            .. rows.Zip(answers, (row, ranked) => new AnsweredRow(row, ranked)).Where(pair => !pair.Row.IsUnanswerable),
        ];
        AnsweredRow[] wrong = [.. scored.Where(pair => !pair.IsRightWithin(1))];
        return new Evaluation(
            AccuracyOf(scored),
            scored.GroupBy(pair => pair.Row.Kind).OrderBy(kind => kind.Key).ToDictionary(kind => kind.Key, AccuracyOf),
            [
                .. scored.GroupBy(pair => pair.Row.Word, StringComparer.Ordinal)
                    .Select(group => new AnswerAccuracy(group.Key, AccuracyOf(group)))
                    .OrderByDescending(answer => answer.Accuracy.Count)
                    .ThenBy(answer => answer.Word, StringComparer.Ordinal),
            ],
            [
                .. wrong.CountBy(
                    pair => (Expected: pair.Row.Word, Got: pair.Answers.Count > 0 ? pair.Answers[0].Word : ""))
                    .Select(pair => new Confusion(pair.Key.Expected, pair.Key.Got, pair.Value))
                    .OrderByDescending(pair => pair.Count)
                    .ThenBy(pair => pair.Expected, StringComparer.Ordinal)
                    .ThenBy(pair => pair.Got, StringComparer.Ordinal),
            ],
            wrong);
    }

    /// <summary>
    /// At most <paramref name="count"/> wrong answers, spread evenly over all of them; always the same ones.
    /// </summary>
    public IReadOnlyList<AnsweredRow> WrongSample(int count)
    {
        var taken = Math.Min(count, Wrong.Count);
        return [.. Enumerable.Range(0, taken).Select(i => Wrong[(int)((long)i * Wrong.Count / taken)])];
    }

    private static Accuracy AccuracyOf(IEnumerable<AnsweredRow> pairs)
    {
        var (count, first, five) = (0, 0, 0);
        foreach (var pair in pairs)
        {
            count++;
            first += pair.IsRightWithin(1) ? 1 : 0;
            five += pair.IsRightWithin(Five) ? 1 : 0;
        }

        return new Accuracy(count, first, five);
    }
}

/// <summary>A first answer seen as a forecast.</summary>
/// <param name="Score">How sure it is of itself, 0 to 1; 0 where there was no answer.</param>
/// <param name="IsRight">Whether it is the row's word or one of its further words.</param>
internal readonly record struct ScoredRow(double Score, bool IsRight)
{
    /// <summary>The first answer of a row.</summary>
    public static ScoredRow Of(AnsweredRow row) =>
        new(row.Answers.Count > 0 ? row.Answers[0].Score : 0, row.IsRightWithin(1));

    /// <summary>The first answers of rows, in their order.</summary>
    public static IReadOnlyList<ScoredRow> Of(
        IReadOnlyList<LabelledPhrase> rows, IReadOnlyList<IReadOnlyList<ScoredWord>> answers) =>
        [.. rows.Zip(answers, (row, words) => Of(new AnsweredRow(row, words)))];
}

/// <summary>How many of some rows were answered right.</summary>
/// <param name="Count">How many rows there are.</param>
/// <param name="RightFirst">How many have a right word as the first answer.</param>
/// <param name="RightInFive">How many have a right word among the first five answers.</param>
internal sealed record Accuracy(int Count, int RightFirst, int RightInFive)
{
    /// <summary>The share right at the first answer, 0 to 1; 0 of no rows.</summary>
    public double Top1 => Count == 0 ? 0 : (double)RightFirst / Count;

    /// <summary>The share right within five answers, 0 to 1; 0 of no rows.</summary>
    public double Top5 => Count == 0 ? 0 : (double)RightInFive / Count;
}

/// <summary>How well the rows of one answer are answered.</summary>
/// <param name="Word">The word the rows are labelled with.</param>
/// <param name="Accuracy">How many of them are right; a further word counts as right.</param>
internal sealed record AnswerAccuracy(string Word, Accuracy Accuracy);

/// <summary>A labelled row and what a model answered to it.</summary>
/// <param name="Row">The row.</param>
/// <param name="Answers">What was answered, best first.</param>
internal sealed record AnsweredRow(LabelledPhrase Row, IReadOnlyList<ScoredWord> Answers)
{
    /// <summary>Whether a right word is among the first <paramref name="most"/> answers.</summary>
    public bool IsRightWithin(int most) => Answers.Take(most).Any(answer => Row.Accepts(answer.Word));
}

/// <summary>A wrong answer that was given several times or once.</summary>
/// <param name="Expected">The word the rows are labelled with.</param>
/// <param name="Got">The first answer, which is none of their right words; empty where there was no answer.</param>
/// <param name="Count">How many rows it happened to.</param>
internal sealed record Confusion(string Expected, string Got, int Count);
