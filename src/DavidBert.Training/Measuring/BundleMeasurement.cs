using DavidBert.Bundles;
using DavidBert.Training.Data;

namespace DavidBert.Training.Measuring;

/// <summary>
/// Everything that is measured of a bundle on the rows of a file. Right is a row's word or one of its further words.
/// </summary>
internal sealed record BundleMeasurement
{
    /// <summary>The name of the model and its version.</summary>
    public required string Model { get; init; }

    /// <summary>The file's name.</summary>
    public required string Data { get; init; }

    /// <summary>The part of the file that was measured; null for all of it.</summary>
    public required DataPart? Part { get; init; }

    /// <summary>How many rows it was trained on; <see cref="Rows"/> has none of them, unless it is all.</summary>
    public required Evidence Evidence { get; init; }

    /// <summary>How the bundle's logits become scores.</summary>
    public required ScoreScale Scores { get; init; }

    /// <summary>The score from which the bundle is confident; null where none was chosen.</summary>
    public required double? ConfidentAt { get; init; }

    /// <summary>Accuracy by kind of phrase, and of all rows.</summary>
    public required IReadOnlyList<Slice> Kinds { get; init; }

    /// <summary>Accuracy of rows that may be hard.</summary>
    public required IReadOnlyList<Slice> Slices { get; init; }

    /// <summary>The figures of the scores, by their names.</summary>
    public required IReadOnlyDictionary<string, Interval> Confidence { get; init; }

    /// <summary>Score against share right.</summary>
    public required Reliability Reliability { get; init; }

    /// <summary>Wrong answers against coverage.</summary>
    public required RiskCoverage RiskCoverage { get; init; }

    /// <summary>What it says to lines that no word answers; null where none were given.</summary>
    public UnanswerableFigures? Unanswerable { get; init; }

    /// <summary>Accuracy per answer, confusions and wrong answers.</summary>
    public required Evaluation Evaluation { get; init; }

    /// <summary>Every row that is counted with its five best answers, in the order of the file.</summary>
    public required IReadOnlyList<AnsweredRow> Rows { get; init; }

    /// <summary>Measures a bundle.</summary>
    /// <param name="bundle">Its folder.</param>
    /// <param name="path">The file, as <see cref="Lexicon.Read"/> takes it.</param>
    /// <param name="lexicon">What the file holds.</param>
    /// <param name="part">The part to measure; null for all rows.</param>
    /// <param name="unanswerable">Lines that no word answers, or null.</param>
    /// <exception cref="BundleException">The bundle cannot be used.</exception>
    /// <exception cref="InvalidDataException">No row of the part has an answer.</exception>
    public static BundleMeasurement Of(
        string bundle, string path, Lexicon lexicon, DataPart? part, IReadOnlyList<string>? unanswerable)
    {
        LabelledPhrase[] measured =
            [.. lexicon.Rows.Where(row => !row.IsUnanswerable && (part is null || row.Part == part))];
        if (measured.Length == 0)
        {
            throw new InvalidDataException($"'{path}' has no row{(part is null ? "" : $" of {part}")} with an answer.");
        }

        var opened = Bundle.Open(bundle);
        var trained = Evidence.TrainedOn(opened, path, lexicon);
        var bySeen = measured.Zip(BundleAnswers.Of(bundle, measured), (row, words) => new AnsweredRow(row, words))
            .ToLookup(row => trained?.Contains(row.Row.Phrase) ?? false);
        var evidence = new Evidence(trained is null ? null : bySeen[true].Count(), measured.Length);
        AnsweredRow[] rows = [.. bySeen[evidence.Seen == evidence.Rows]];
        ScoredRow[] scored = [.. rows.Select(ScoredRow.Of)];
        LabelledPhrase[] train =
            part is DataPart.Dev or DataPart.Test
                ? [.. lexicon.Rows.Where(row => row.Split is null or DataPart.Train)]
                : [];
        var slicing = new Slicing(bundle, opened.Tokenizer);
        return new BundleMeasurement
        {
            Model = $"{opened.Manifest.Name} {opened.Manifest.Version}",
            Data = Path.GetFileName(path),
            Part = part,
            Evidence = evidence,
            Scores = opened.Manifest.Scores,
            ConfidentAt = opened.Manifest.ConfidentAt,
            Kinds = Slicing.ByKind(rows),
            Slices =
            [
                .. slicing.ByLength(rows), .. slicing.ByNovelty(rows, train), .. slicing.Misspelled(rows),
                .. new[] { Slice.OverGroups("mean over groups", rows) }.OfType<Slice>(),
                .. Slice.OfEach([("trained on", evidence.Seen < evidence.Rows ? bySeen[true] : [])]),
            ],
            Confidence = ConfidenceOf(rows, scored, opened.Manifest.ConfidentAt),
            Reliability = Reliability.Of(scored),
            RiskCoverage = RiskCoverage.Of(scored),
            Unanswerable = unanswerable is null ? null : UnanswerableFigures.Of(bundle, unanswerable),
            Evaluation = Evaluation.Of([.. rows.Select(row => row.Row)], [.. rows.Select(row => row.Answers)]),
            Rows = rows,
        };
    }

    private static Dictionary<string, Interval> ConfidenceOf(
        AnsweredRow[] rows, ScoredRow[] scored, double? confidentAt)
    {
        string?[] groups = [.. rows.Select(row => row.Row.Group)];
        var figures = new Dictionary<string, Interval>(StringComparer.Ordinal)
        {
            ["expected calibration error"] = Bootstrap.Of(scored, groups, part => Reliability.Of(part).ExpectedError),
            ["area under risk and coverage"] = Bootstrap.Of(scored, groups, part => RiskCoverage.Of(part).Area),
        };
        var sure = scored.Zip(groups).Where(pair => pair.First.Score >= confidentAt).ToArray();
        if (sure.Length > 0)
        {
            figures["confident"] = Bootstrap.Of(
                scored,
                groups,
                part => part.Average(row => row.Score >= confidentAt ? 1.0 : 0));
            figures["right where confident"] = Bootstrap.Of(
                [.. sure.Select(pair => pair.First)], [.. sure.Select(pair => pair.Second)],
                part => part.Average(row => row.IsRight ? 1.0 : 0));
        }

        return figures;
    }
}
