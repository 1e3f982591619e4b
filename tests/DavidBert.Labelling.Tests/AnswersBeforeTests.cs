namespace DavidBert.Labelling.Tests;

public sealed class AnswersBeforeTests
{
    [Fact]
    public void Answer_PhraseOfTheWindowBefore_IsNotAskedAgain()
    {
        var before = new AnswersBefore();
        var (first, second) = (Answered("fishy"), Answered("large"));
        before.Keep([first, second]);
        var (known, unknown) = (new RowAnswer("fishy", error: null), new RowAnswer("valuable", error: null));

        Assert.Equal([unknown], before.Answer([unknown, known]));
        Assert.Same(first.Answer, known.Answer);
        Assert.Null(unknown.Answer);
    }

    [Fact]
    public void Answer_PhraseOfAnEarlierWindow_IsForgotten()
    {
        var before = new AnswersBefore();
        before.Keep([Answered("fishy")]);
        before.Keep([Answered("large")]);
        var asked = new RowAnswer("fishy", error: null);

        Assert.Equal([asked], before.Answer([asked]));
    }

    private static RowAnswer Answered(string phrase) => new(phrase, error: null)
    {
        Answer = Answer.Failed(phrase, AnswerError.Unreadable),
    };
}
