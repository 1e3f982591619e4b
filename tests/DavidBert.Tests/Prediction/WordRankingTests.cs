using CsCheck;
using DavidBert.Bundles;

namespace DavidBert.Tests.Prediction;

public sealed class WordRankingTests
{
    private static readonly string[] Names =
        ["size", "[PAD]", "smell", "##s", "value", "5", "price", "colour", "[unused3]", "age"];

    [Fact]
    public void Best_AnyLogits_EqualsThePlainSoftmaxOverWords()
    {
        // Few distinct values make ties; the lengths leave any rest of a vector.
        var logits = Gen.OneOf(Gen.Float[-30, 30], Gen.Int[-2, 2].Select(i => (float)i)).Array[1, 70];

        Gen.Select(logits, Gen.Int[1, 100], Gen.Double[0.2, 5]).Sample(
            (values, topK, temperature) =>
            {
                var words = new AnswerVocabulary([.. values.Select((_, i) => Names[i % Names.Length])]);
                var expected = Reference(words, values, topK, temperature);
                var found = new WordRanking(words, ScoreScale.Softmax with { Temperature = temperature }).Best(
                    values,
                    topK);
                Assert.Equal<string>([.. expected.Select(word => word.Word)], [.. found.Select(word => word.Word)]);
                Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-6f));
                Assert.All(found, word => Assert.InRange(word.Score, 0, 1));
            },
            iter: 5000);
    }

    [Fact]
    public void Best_SlopeAndOffset_ChangeLogOddsAndKeepTheOrder()
    {
        var words = new AnswerVocabulary(["a", "b", "c"]);
        float[] logits = [MathF.Log(6), MathF.Log(3), MathF.Log(1)];

        var best = new WordRanking(words, new ScoreScale(1, 2, Math.Log(3))).Best(logits, 3);

        // Shares 0.6, 0.3, 0.1: odds 3/2, 3/7, 1/9, squared and times 3.
        Assert.Equal<string>(["a", "b", "c"], [.. best.Select(word => word.Word)]);
        Assert.Equal(
            [27.0 / 31, 27.0 / 76, 3.0 / 84],
            best.Select(word => (double)word.Score),
            (x, y) => Math.Abs(x - y) < 1e-6);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(0)]
    public void Best_OneWordForCertain_ScoresOne(float logit)
    {
        var words = new AnswerVocabulary(["a", "##b", "c"]);

        var best = new WordRanking(words, new ScoreScale(1.4, 1.5, -3)).Best([logit, 5, -1000], 2);

        Assert.Equal([1f, 0f], best.Select(word => word.Score));
    }

    [Fact]
    public void Best_Ties_GoToTheLowerIndex()
    {
        var words = new AnswerVocabulary(["a", "b", "c", "d"]);

        Assert.Equal<string>(
            ["b", "d", "a"],
            [.. new WordRanking(words, ScoreScale.Softmax).Best([1, 2, 1, 2], 3).Select(word => word.Word)]);
    }

    [Fact]
    public void Best_GreaterLogitsOfNoWords_AreLeftOut()
    {
        var words = new AnswerVocabulary(["[PAD]", "size", "##s", "age"]);

        var best = new WordRanking(words, ScoreScale.Softmax).Best([1000, 1, 1e30f, 1], 4);

        Assert.Equal([new ScoredWord("size", 0.5f), new ScoredWord("age", 0.5f)], best);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Best_ALogitThatIsNoFiniteNumber_GivesNoWords(float logit)
    {
        var words = new AnswerVocabulary([.. Enumerable.Range(0, 17).Select(_ => "size")]);
        for (var place = 0; place < words.Count; place++)
        {
            var logits = new float[words.Count];
            logits[place] = logit;
            Assert.Empty(new WordRanking(words, ScoreScale.Softmax).Best(logits, 3));
        }
    }

    [Fact]
    public void Best_NothingButMinusInfinity_GivesNoWords()
    {
        var words = new AnswerVocabulary(["size", "age"]);

        Assert.Empty(
            new WordRanking(words, ScoreScale.Softmax).Best([float.NegativeInfinity, float.NegativeInfinity], 1));
    }

    [Theory]
    [InlineData(null, 2f, false)]
    [InlineData(null, 3.5f, true)]
    [InlineData(0.1, 2f, true)]
    [InlineData(0.9, 3.5f, false)]
    public void NothingFits_WithAShareAndWithout_IsThatShareOrBeatsEveryWord(
        double? nothingAt, float logit, bool expected)
    {
        var words = new AnswerVocabulary(["a", "b", AnswerVocabulary.NothingLine], isList: true);
        var ranking = new WordRanking(words, new ScoreScale(3, 2, 1), nothingAt);
        float[] logits = [3, 1, logit];

        var share = ranking.ShareOfNothing(logits);

        Assert.Equal(Math.Exp(logit) / (Math.Exp(3) + Math.Exp(1) + Math.Exp(logit)), share!.Value, 1e-6);
        Assert.Equal(expected, ranking.NothingFits(logits, share));
    }

    [Fact]
    public void ShareOfNothing_WithoutTheLine_IsNull()
    {
        var ranking = new WordRanking(new AnswerVocabulary(["a", "b"], isList: true), ScoreScale.Softmax, 0.1);

        Assert.Null(ranking.ShareOfNothing([1, 2]));
        Assert.False(ranking.NothingFits([1, 2], null));
    }

    private static List<ScoredWord> Reference(AnswerVocabulary words, float[] logits, int topK, double temperature)
    {
        var indexes = Enumerable.Range(0, words.Count).Where(words.IsAnswerable).ToList();
        var sum = indexes.Sum(i => Math.Exp(logits[i] / temperature));
        return [.. indexes.OrderByDescending(i => logits[i]).ThenBy(i => i).Take(topK)
            .Select(i => new ScoredWord(words[i], (float)(Math.Exp(logits[i] / temperature) / sum)))];
    }
}
