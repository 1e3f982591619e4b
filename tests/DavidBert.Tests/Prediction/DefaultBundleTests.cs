using DavidBert.Bundles;
using DavidBert.Graphs;
using DavidBert.Tests.Tokenization;
using Microsoft.ML.OnnxRuntime;

namespace DavidBert.Tests.Prediction;

/// <summary>The default bundle: one phrase, one answer, whatever stands beside it.</summary>
public sealed class DefaultBundleTests
{
    private const int Count = 1000;
    private const float Tolerance = 1e-6f;

    private static string[] Phrases { get; } =
        [.. File.ReadLines(Path.Combine(TestFiles.DefaultBundle, "lexicon.tsv")).Skip(1)
            .Where((_, i) => i % 19 == 0).Take(Count).Select(row => row.Split('\t')[0])];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Predict_AThousandPhrases_AnswersAloneAsInAnyBatch(int threads)
    {
        using var predictor = Predictor.Load(TestFiles.DefaultBundle, new PredictorOptions { Threads = threads });
        var alone = Phrases.Select(phrase => predictor.Predict(phrase)).ToArray();
        Assert.Equal(Count, alone.Length);
        var random = new Random(5);
        var order = Enumerable.Range(0, Count).ToArray();
        random.Shuffle(order);
        for (var start = 0; start < Count;)
        {
            var rows = order.AsSpan(start, Math.Min(random.Next(1, 65), Count - start)).ToArray();
            foreach (var (row, answer) in rows.Zip(predictor.PredictBatch([.. rows.Select(i => Phrases[i])])))
            {
                Assert.Equal(alone[row].Word, answer.Word);
                Assert.Equal(alone[row].TopK![0].Score, answer.TopK![0].Score, Tolerance);
            }

            start += rows.Length;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(23)]
    [InlineData(118)]
    public void Model_OtherPadding_GivesTheSameLogits(int padding)
    {
        OnnxTelemetry.TurnOff();
        using var session = new InferenceSession(Path.Combine(TestFiles.DefaultBundle, Bundle.ModelFile));
        foreach (var phrase in Phrases.Where((_, i) => i % 10 == 0))
        {
            var ids = TestFiles.Tokenizer.Encode(phrase);
            var (plain, padded) = (Logits(session, ids, 0), Logits(session, ids, Math.Min(padding, 128 - ids.Length)));
            Assert.All(plain.Zip(padded), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        }
    }

    private static float[] Logits(InferenceSession session, int[] ids, int padding)
    {
        long[] shape = [1, ids.Length + padding];
        long[] input_ids = [.. ids.Select(i => (long)i), .. new long[padding]];
        long[] attention_mask = [.. ids.Select(_ => 1L), .. new long[padding]];
        using var idsValue = OrtValue.CreateTensorValueFromMemory(input_ids, shape);
        using var maskValue = OrtValue.CreateTensorValueFromMemory(attention_mask, shape);
        using var typesValue = OrtValue.CreateTensorValueFromMemory(new long[shape[1]], shape);
        var segments = session.InputMetadata.Count - 1; // the mask is not one
        using var options = new RunOptions();
        using var outputs = session.Run(
            options, Graph.InputNames(segments), [.. new[] { idsValue, maskValue, typesValue }.Take(segments + 1)],
            Graph.OutputNames);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
