using DavidBert.Training.Data;
using DavidBert.Training.Reports;

namespace DavidBert.Training.Runs;

/// <summary>Measures a bundle as its users meet it: through the predictor.</summary>
internal static class BundleEvaluation
{
    private const int Best = 5;

    /// <summary>The best five words of each row.</summary>
    public static IReadOnlyList<IReadOnlyList<RankedWord>> Answers(string bundle, IReadOnlyList<LabelledPhrase> rows)
    {
        using var predictor = Predictor.Load(bundle);
        return
        [
            .. predictor.PredictBatch([.. rows.Select(r => r.Phrase)], Best).Select(answer =>
                (IReadOnlyList<RankedWord>)[.. (answer.TopK ?? []).Select(w => new RankedWord(w.Word, w.Score))]),
        ];
    }
}
