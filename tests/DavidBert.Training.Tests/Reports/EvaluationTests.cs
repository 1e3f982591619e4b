using DavidBert.Training.Data;
using DavidBert.Training.Measuring;
using DavidBert.Training.Tests.Data;

namespace DavidBert.Training.Tests.Reports;

public sealed class EvaluationTests
{
    private static readonly LabelledPhrase[] Rows =
    [
        Row.Of("fishy", "smell", line: 1),
        Row.Of("chonky", "size", "weight", line: 2),
        Row.Of("very big", "size", line: 3),
        Row.Of("such", "-", line: 4),
        Row.Of("huge", "size", line: 5),
        Row.Of("tiny", "size", line: 6),
    ];

    private static readonly IReadOnlyList<ScoredWord>[] Answers =
    [
        Ranked("smell", "taste"),
        Ranked("weight"),
        Ranked("age", "a", "b", "c", "size"),
        Ranked("-", "size"),
        Ranked("age", "a", "b", "c", "d", "size"),
        Ranked(),
    ];

    [Fact]
    public void Of_KnownAnswers_CountsWhatIsRight()
    {
        var evaluation = Evaluation.Of(Rows, Answers);

        Assert.Equal(new Accuracy(5, 2, 3), evaluation.Overall);
        Assert.Equal((0.4, 0.6), (evaluation.Overall.Top1, evaluation.Overall.Top5));
        Assert.Equal(new Accuracy(4, 2, 2), evaluation.ByKind[PhraseKind.Word]);
        Assert.Equal(new Accuracy(1, 0, 1), evaluation.ByKind[PhraseKind.Phrase]);
        Assert.Equal(
            [new AnswerAccuracy("size", new Accuracy(4, 1, 2)), new AnswerAccuracy("smell", new Accuracy(1, 1, 1))],
            evaluation.ByAnswer);
        Assert.Equal([new Confusion("size", "age", 2), new Confusion("size", "", 1)], evaluation.Confusions);
        Assert.Equal([3, 5, 6], evaluation.Wrong.Select(wrong => wrong.Row.Line));
    }

    [Fact]
    public void Of_NoRows_IsZeroAndNoNaN()
    {
        var evaluation = Evaluation.Of([], []);

        Assert.Equal((0, 0, 0), (evaluation.Overall.Count, evaluation.Overall.Top1, evaluation.Overall.Top5));
        Assert.Empty(evaluation.WrongSample(30));
    }

    [Fact]
    public void Of_AnswersMissing_Throws() => Assert.Throws<ArgumentException>(() => Evaluation.Of(Rows, Answers[..3]));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(30, 30)]
    [InlineData(100, 30)]
    public void WrongSample_ManyWrong_SpreadsOverThem(int wrong, int taken)
    {
        LabelledPhrase[] rows = [.. Enumerable.Range(0, wrong).Select(i => Row.Of($"p{i}", "size", line: i))];
        var sample = Evaluation.Of(rows, [.. rows.Select(_ => Ranked("age"))]).WrongSample(30);

        Assert.Equal(taken, sample.Select(row => row.Row.Line).Distinct().Count());
        if (wrong > 30)
        {
            Assert.Equal((0, 96), (sample[0].Row.Line, sample[^1].Row.Line));
        }
    }

    private static ScoredWord[] Ranked(params string[] words) =>
        [.. words.Select((word, i) => new ScoredWord(word, 1f / (i + 2)))];
}
