using DavidBert.Training.Checkpoints;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;
using DavidBert.Training.Reports;

namespace DavidBert.Training.Runs;

/// <summary>Measures the model at the end of each phase, and keeps the weights of the float phase beside those of the end.</summary>
internal sealed class RunEvaluations(RunFolder folder, WordModel model, PhraseEncoder encoder, DataSplit split)
{
    private const int Best = 5;

    /// <summary>Called when a phase has ended.</summary>
    public void PhaseEnded(TrainingPhase phase)
    {
        if (phase.Mode == QuantizationMode.Off)
        {
            WeightsFile.Write(folder.FloatWeights, model);
        }
    }

    /// <summary>The model as it is now on dev and test, where there are such rows.</summary>
    public IReadOnlyList<(string Part, Evaluation Evaluation)> Measure() =>
    [
        .. new[] { ("dev", split.Dev), ("test", split.Test) }
            .Where(part => part.Item2.Count > 0)
            .Select(part => (part.Item1, Of(part.Item2))),
    ];

    private Evaluation Of(IReadOnlyList<LabelledPhrase> rows) =>
        Evaluation.Of(rows, ModelRanking.Of(model, encoder, [.. rows.Select(r => r.Phrase)], Best));
}
