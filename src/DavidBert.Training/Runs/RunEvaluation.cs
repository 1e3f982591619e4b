using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Modeling;
using DavidBert.Training.Reports;

namespace DavidBert.Training.Runs;

/// <summary>Measures a model on the rows it was not trained on.</summary>
internal static class RunEvaluation
{
    private const int Best = 5;

    /// <summary>The model on dev and test, where there are such rows.</summary>
    public static IReadOnlyList<(string Part, Evaluation Evaluation)> Of(
        WordModel model, PhraseEncoder encoder, DataSplit split)
    {
        (string Part, IReadOnlyList<LabelledPhrase> Rows)[] parts = [("dev", split.Dev), ("test", split.Test)];
        return
        [
            .. parts.Where(part => part.Rows.Count > 0).Select(part => (
                part.Part,
                Evaluation.Of(part.Rows, ModelRanking.Of(model, encoder, [.. part.Rows.Select(r => r.Phrase)], Best)))),
        ];
    }
}
