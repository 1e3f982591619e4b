using DavidBert.Training.Export;
using DavidBert.Training.Modeling;

namespace DavidBert.Training.Tests.Export;

/// <summary>One sequence, one answer: whatever stands beside it in a batch, and however it is padded.</summary>
public sealed class BatchInvarianceTests
{
    private const double Tolerance = 1e-6;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Quantized_ThousandSequencesOfTheDefaultShape_AnswerAloneAsInBatches(int threads)
    {
        var weights = RandomModel.Calibrated(
            RandomModel.Create(RandomModel.Default, Pooling.FirstToken, HeadKind.Tied),
            2);
        Check(weights, count: threads == 1 ? 1000 : 200, longest: 40, threads);
    }

    [Theory]
    [CombinatorialModels]
    public void Quantized_AnyPoolingAndHead_AnswersAloneAsInBatches(Pooling pooling, HeadKind head) =>
        Check(
            RandomModel.Calibrated(RandomModel.Create(RandomModel.Tiny, pooling, head)),
            count: 300,
            longest: 30,
            threads: 1);

    [Theory]
    [CombinatorialModels]
    public void Quantized_TwoSegments_AnswerAloneAsInBatches(Pooling pooling, HeadKind head) => Check(
        RandomModel.Calibrated(RandomModel.Create(RandomModel.Tiny, pooling, head)) with { ReadsPairs = true },
        count: 100, longest: 30, threads: 1);

    [Fact]
    public void Quantized_SequencesUpToTheGreatestLength_AnswerAloneAsInBatches()
    {
        var config = RandomModel.Tiny with { MaxPositionEmbeddings = 128, NumHiddenLayers = 3, HiddenSize = 128 };
        var weights = RandomModel.Calibrated(RandomModel.Create(config, Pooling.FirstToken, HeadKind.Tied));
        Check(weights, count: 300, longest: 118, threads: 1);
    }

    private static void Check(ModelWeights weights, int count, int longest, int threads)
    {
        var sequences = RandomModel.Sequences(weights.Config, count, longest, seed: 11);
        using var session = new GraphSession(
            WordGraph.Quantized(weights, weights.Config.MaxPositionEmbeddings), threads: threads);
        var alone = sequences.Select(s => Answers.Best(session.Run([s], secondAt: SecondAt)[0])).ToArray();
        var random = new Random(13);
        for (var start = 0; start < count;)
        {
            var size = Math.Min(random.Next(1, 65), count - start);
            var rows = session.Run(sequences[start..(start + size)], padding: random.Next(10), secondAt: SecondAt);
            for (var i = 0; i < size; i++)
            {
                var (index, score) = Answers.Best(rows[i]);
                Assert.Equal(alone[start + i].Index, index);
                Assert.Equal(alone[start + i].Score, score, Tolerance);
            }

            start += size;
        }

        static int SecondAt(long[] sequence) => (sequence.Length + 1) / 2;
    }
}
