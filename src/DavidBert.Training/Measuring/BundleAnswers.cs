using DavidBert.Bundles;
using DavidBert.Training.Data;

namespace DavidBert.Training.Measuring;

/// <summary>What a bundle answers, as its users meet it: through the predictor.</summary>
internal static class BundleAnswers
{
    private const int Best = 5;

    /// <summary>
    /// The best five words of each row; none where the phrase cannot be answered, and "nothing fits" before them where that is the
    /// answer.
    /// </summary>
    /// <param name="bundle">The folder of the bundle.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="scores">How logits become scores, instead of the bundle's own scale.</param>
    public static IReadOnlyList<IReadOnlyList<RankedWord>> Of(
        string bundle, IReadOnlyList<LabelledPhrase> rows, ScoreScale? scores = null)
    {
        using var predictor = Predictor.Load(bundle, new PredictorOptions { Scores = scores });
        return
        [
            .. predictor.PredictBatch([.. rows.Select(r => r.Phrase)], Best).Select(answer =>
                (IReadOnlyList<RankedWord>)
                [
                    .. answer.Answered is false ? [new RankedWord(AnswerVocabulary.NothingLine, 0)] : Array.Empty<RankedWord>(),
                    .. (answer.TopK ?? []).Take(answer.Answered is false ? Best - 1 : Best).Select(w => new RankedWord(w.Word, w.Score)),
                ]),
        ];
    }
}
