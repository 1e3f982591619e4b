using DavidBert.Bundles;
using DavidBert.Glossaries;
using DavidBert.Training.Data;

namespace DavidBert.Training.Measuring;

/// <summary>What a bundle answers, as its users meet it: through the predictor.</summary>
internal static class BundleAnswers
{
    private const int Best = 5;

    /// <summary>
    /// The share of the softmax with which "nothing fits" each phrase; null where the bundle cannot say so, or the
    /// phrase cannot be answered.
    /// </summary>
    public static IReadOnlyList<double?> SharesOfNothing(string bundle, IReadOnlyList<string> phrases)
    {
        using var predictor = Predictor.Load(bundle);
        return [.. predictor.PredictBatch(phrases).Select(answer => answer.ShareOfNothing)];
    }

    /// <summary>The score of each phrase's word; 0 where it has none.</summary>
    public static IReadOnlyList<double> ScoresOf(string bundle, IReadOnlyList<string> phrases, Calibration calibration)
    {
        using var predictor = Load(bundle, calibration);
        return [.. predictor.PredictBatch(phrases).Select(answer => (double)(answer.Score ?? 0))];
    }

    /// <summary>
    /// The best five words of each row; none where the phrase cannot be answered, and "nothing fits" before them where
    /// that is the answer. Definitions that rows have are read beside phrases, where the bundle reads such.
    /// </summary>
    /// <param name="bundle">The folder of the bundle.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="calibration">What scores mean, instead of what the bundle says.</param>
    public static IReadOnlyList<IReadOnlyList<ScoredWord>> Of(
        string bundle, IReadOnlyList<LabelledPhrase> rows, Calibration? calibration = null)
    {
        using var predictor = Load(bundle, calibration, OwnDefinitions.Of(rows));
        return
        [
            .. predictor.PredictBatch([.. rows.Select(row => row.Phrase)], Best).Select(answer =>
                answer.Answered is false
                    ? [new ScoredWord(AnswerVocabulary.NothingLine, 0), .. answer.TopK!.Take(Best - 1)]
                    : answer.TopK ?? []),
        ];
    }

    private static Predictor Load(string bundle, Calibration? calibration, GlossaryTable? definitions = null) =>
        Predictor.Load(bundle, new PredictorOptions
        {
            Scores = calibration?.Scores,
            NothingAt = calibration?.NothingAt,
            Glossary = Bundle.ReadManifest(bundle)?.Segments > 1 ? definitions : null,
        });
}

/// <summary>How far a quantized model and its own float graph give the same answers.</summary>
/// <param name="Rows">Rows compared.</param>
/// <param name="Same">The share of equal words.</param>
/// <param name="SureRows">Rows where the float graph's score is at least <see cref="Sure"/>.</param>
/// <param name="SameWhereSure">The share of equal words among those.</param>
/// <param name="MeanDifference">The mean absolute difference of the scores of the best words.</param>
/// <param name="MaxDifference">The greatest such difference.</param>
internal sealed record Agreement(
    int Rows, double Same, int SureRows, double SameWhereSure, double MeanDifference, double MaxDifference)
{
    /// <summary>The score from which an answer counts as sure.</summary>
    public const double Sure = 0.8;

    /// <summary>Compares the first answers, row by row.</summary>
    public static Agreement Of(
        IReadOnlyList<IReadOnlyList<ScoredWord>> own, IReadOnlyList<IReadOnlyList<ScoredWord>> quantized)
    {
        var pairs = own.Zip(quantized, (o, q) => (Own: o[0], Quantized: q[0])).ToArray();
        var sure = pairs.Where(p => p.Own.Score >= Sure).ToArray();
        var differences = pairs.Select(p => Math.Abs(p.Own.Score - p.Quantized.Score)).ToArray();
        return new Agreement(
            pairs.Length, pairs.Average(Same), sure.Length, sure.Length == 0 ? 1 : sure.Average(Same),
            differences.Average(), differences.Max());

        static double Same((ScoredWord Own, ScoredWord Quantized) pair) =>
            string.Equals(pair.Own.Word, pair.Quantized.Word, StringComparison.Ordinal) ? 1 : 0;
    }
}
