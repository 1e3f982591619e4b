using DavidBert.Training.Learning;
using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;
using static TorchSharp.torch;

namespace DavidBert.Training.Tests.Modeling;

public sealed class WordModelGoldenTests
{
    private const double Tolerance = 1e-4;

    [Theory]
    [InlineData(Pooling.Pooler, "pooler")]
    [InlineData(Pooling.FirstToken, "first_token")]
    [InlineData(Pooling.Mean, "mean")]
    public void Training_FiveStepsOnTheTinyCheckpoint_EqualsTheReference(Pooling pooling, string name)
    {
        var golden = GoldenTraining.Read();
        using var model = TinyModel.Golden(pooling);
        using var input_ids = tensor(golden.InputIds.SelectMany(r => r).ToArray(), [4, 6]);
        using var attention_mask = tensor(golden.AttentionMask.SelectMany(r => r).ToArray(), [4, 6]);
        using var labels = tensor(golden.Labels);
        var options = new TrainingOptions { GradientNorm = 1, WeightDecay = 0.01 };
        var phase = new TrainingPhase(1, 0.001, 0.001, QuantizationMode.Off);
        using var optimizer = new WordModelOptimizer(model, phase, new LinearSchedule(int.MaxValue, 0), options);
        model.train();
        for (var step = 0; step <= 5; step++)
        {
            using var scope = NewDisposeScope();
            var output = model.Forward(input_ids, attention_mask, labels);
            Assert.Equal(golden.Loss[name][step], output.Loss!.item<float>(), Tolerance);
            if (step == 5)
            {
                Assert.Equal(golden.ArgmaxWordsAfter[name], output.Words);
                return;
            }

            var norm = optimizer.Step(output.Loss!, step);
            if (step == 0)
            {
                Assert.Equal(golden.GradNormFirstStep[name], norm, Tolerance);
            }
        }
    }

    [Theory]
    [InlineData(Pooling.Pooler)]
    [InlineData(Pooling.FirstToken)]
    [InlineData(Pooling.Mean)]
    public void Encoder_GoldenPhrases_EqualsTheReference(Pooling pooling)
    {
        using var model = TinyModel.Create(pooling, HeadKind.Tied, folder: BaseCheckpoint.FolderOrSkip());
        model.eval();
        using var _ = no_grad();
        foreach (var golden in GoldenEncoding.Read())
        {
            using var scope = NewDisposeScope();
            var input_ids = tensor(golden.InputIds).unsqueeze(0);
            var pooled = model.Encoder.Forward(input_ids, ones_like(input_ids)).data<float>().ToArray();
            var expected = golden.Pooled(pooling);
            Assert.Equal(expected.Length, pooled.Length);
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.True(
                    Math.Abs(expected[i] - pooled[i]) <= Tolerance,
                    $"'{golden.Text}', component {i}: expected {expected[i]}, got {pooled[i]}.");
            }
        }
    }
}
