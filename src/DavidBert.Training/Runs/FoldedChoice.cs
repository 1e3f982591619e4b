using DavidBert.Files;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;

namespace DavidBert.Training.Runs;

/// <summary>
/// Chooses between a few ways to train on few rows: each answers every row by a model that has learned the rows of the
/// other folds alone. Rows that are held out have no say.
/// </summary>
/// <param name="rows">The rows to learn, all with an answer.</param>
/// <param name="slots">The answers.</param>
/// <param name="seed">What folds, order and dropout follow from.</param>
/// <param name="folder">A folder for the checkpoints of the folds, which an interrupted choice goes on from.</param>
/// <param name="fingerprint">A digest of all that decides the outcome.</param>
/// <param name="observer">Watches the trainings of the folds.</param>
internal sealed class FoldedChoice(
    IReadOnlyList<LabelledPhrase> rows, AnswerSlots slots, int seed, string folder, string fingerprint,
    ITrainingObserver observer)
{
    /// <summary>With fewer rows a fold says nothing.</summary>
    public const int LeastRows = 30;

    private const int FoldCount = 3;
    private const double Least = 1e-9;

    private static readonly double[] Temperatures = [0.5, 0.7, 1, 1.4, 2, 2.8];

    private static readonly (string Name, TrainingOptions Options)[] Frozen =
    [
        ("means of the phrases", TrainingOptions.ForFrozenEncoder with { NameWeight = 0 }),
        ("means of phrases and names", TrainingOptions.ForFrozenEncoder),
        ("regression from these means", TrainingOptions.ForFrozenEncoder with { NameWeight = 5, HeadPenalty = 0.003 }),
    ];

    private readonly int[] foldOf = Folds.Of(rows, FoldCount, seed);

    /// <summary>
    /// Compares heads on the encoders as they are, whose vectors are computed once, and a training of each encoder too:
    /// which of them learns best does not show before.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled; called again it goes on from there.</exception>
    public FoldFindings Choose(IReadOnlyList<EncoderStart> starts, CancellationToken cancellation)
    {
        var found = new List<(FoldScore Score, FoldedSetting Setting, float[][] Logits)>();
        foreach (var start in starts)
        {
            cancellation.ThrowIfCancellationRequested();
            found.AddRange(OnFrozen(start));
            found.Add(Scored(
                new FoldedSetting("encoder trained too", start, TrainingOptions.ForFewRows with { Seed = seed }),
                Trained(start, cancellation)));
        }

        FoldScore[] scores = [.. found.Select(one => one.Score)];
        var best = FoldScore.Best(scores);
        var (_, chosen, logits) = found.First(one => one.Score == best);
        return new FoldFindings(chosen, scores, CalibrationOf(logits));
    }

    /// <summary>Deletes the checkpoints of the folds.</summary>
    public void Forget()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private IEnumerable<(FoldScore Score, FoldedSetting Setting, float[][] Logits)> OnFrozen(EncoderStart start)
    {
        using var model = start.NewModel(slots, seed);
        var all = CentroidStart.VectorsOf(model, start.Encoder, rows, slots.IndexOf, nameWeight: 1);
        foreach (var (name, options) in Frozen)
        {
            var logits = new float[rows.Count][];
            var weighted = all with
            {
                Weights = [.. all.Weights.Select((weight, i) => i < rows.Count ? weight : options.NameWeight)],
            };
            for (var fold = 0; fold < FoldCount; fold++)
            {
                var head = AnswerRows.Fit(
                    weighted.Where(i => i < rows.Count ? foldOf[i] != fold : options.NameWeight > 0),
                    options.HeadPenalty);
                foreach (var place in Places(fold))
                {
                    logits[place] = head.Logits(all.Vectors[place], slots.Words.Count);
                }
            }

            yield return Scored(new FoldedSetting(name, start, options with { Seed = seed }), logits);
        }
    }

    /// <summary>The logits of every row by a model that was trained on the other folds.</summary>
    private float[][] Trained(EncoderStart start, CancellationToken cancellation)
    {
        var options = TrainingOptions.ForFewRows with { Seed = seed, QuantizationEpochs = 0 };
        var logits = new float[rows.Count][];
        for (var fold = 0; fold < FoldCount; fold++)
        {
            LabelledPhrase[] learned = [.. rows.Where((_, i) => foldOf[i] != fold)];
            int[] asked = [.. Places(fold)];
            using var model = start.NewModel(slots, seed);
            CentroidStart.Apply(model, start.Encoder, learned, slots.IndexOf, options);
            var checkpoint = new TrainingCheckpoint(
                Path.Combine(folder, $"{ContentHash.Of(start.Name)[..8]}-{fold}"),
                $"{fingerprint}-{start.Name}-{fold}");
            new Trainer(
                model, start.Encoder, new TrainingSet(learned, [], slots.IndexOf), options, checkpoint, observer)
                .Run(static _ => { }, cancellation);
            var answered = ModelRanking.VectorsOf(
                model, start.Encoder, [.. asked.Select(place => rows[place].Phrase)],
                batch => model.Logits(batch.InputIds, batch.AttentionMask, batch.TokenTypeIds));
            foreach (var (place, values) in asked.Zip(answered))
            {
                logits[place] = values;
            }
        }

        return logits;
    }

    private IEnumerable<int> Places(int fold) => Enumerable.Range(0, rows.Count).Where(i => foldOf[i] == fold);

    private (FoldScore Score, FoldedSetting Setting, float[][] Logits) Scored(FoldedSetting setting, float[][] logits)
    {
        var loss = Temperatures.Min(temperature => rows.Zip(logits).Average(row => -Math.Log(Math.Max(
            Least, SoftmaxOf(row.Second, temperature)[slots.IndexOf[row.First.Word]]))));
        var right = Answers(logits, 1).Count(answer => answer.IsRight);
        return (new FoldScore(setting.Start.Name, setting.Name, rows.Count, right, loss), setting, logits);
    }

    private CalibrationTrial CalibrationOf(float[][] logits) => rows.Count < CalibrationTrial.LeastRows
        ? new CalibrationTrial(
            Calibration.None,
            $"Scores are shares of the softmax: {rows.Count} rows are too few to calibrate; "
            + $"{CalibrationTrial.LeastRows} are needed.")
        : CalibrationTrial.Of(Calibration.None, foldOf, temperature => Answers(logits, temperature));

    private IReadOnlyList<ScoredRow> Answers(float[][] logits, double temperature) =>
    [
        .. rows.Zip(logits, (row, values) =>
        {
            var (place, share) = SoftmaxOf(values, temperature).Index().MaxBy(value => value.Item);
            return new ScoredRow(share, row.Accepts(slots.Words[place]));
        }),
    ];

    private static double[] SoftmaxOf(float[] logits, double temperature)
    {
        var most = logits.Max();
        double[] powers = [.. logits.Select(value => Math.Exp((value - most) / temperature))];
        var sum = powers.Sum();
        return [.. powers.Select(power => power / sum)];
    }
}

/// <summary>A way to train on few rows.</summary>
/// <param name="Name">How it is called in a report.</param>
/// <param name="Start">The encoder.</param>
/// <param name="Options">The settings.</param>
internal sealed record FoldedSetting(string Name, EncoderStart Start, TrainingOptions Options);

/// <summary>What the folds have found.</summary>
/// <param name="Chosen">The way that did best.</param>
/// <param name="Scores">How each did.</param>
/// <param name="Calibration">What the answers of the one that did best say of its scores.</param>
internal sealed record FoldFindings(
    FoldedSetting Chosen, IReadOnlyList<FoldScore> Scores, CalibrationTrial Calibration);
