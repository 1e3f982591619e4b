using System.Diagnostics;
using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;
using static TorchSharp.torch;

namespace DavidBert.Training.Learning;

/// <summary>
/// Trains a model phase by phase; interrupted, it goes on from its last checkpoint with the same result.
/// </summary>
/// <remarks>
/// Nothing random is kept between steps: order and augmentation follow from seed and epoch, dropout from seed and step.
/// So a checkpoint is the weights, the optimizer's moments and a few numbers.
/// </remarks>
internal sealed class Trainer(
    WordModel model, PhraseEncoder encoder, TrainingSet data, TrainingOptions options, TrainingCheckpoint checkpoint,
    ITrainingObserver observer)
{
    private readonly IReadOnlyList<TrainingPhase> phases = TrainingPhase.Of(options);
    private readonly Examples examples = new(data, options);
    private readonly TrainingLoss loss = new([.. data.IndexOf.Values.Distinct().Select(index => (long)index)]);

    private TrainingState state = new();
    private IReadOnlyList<Target?>? taught;

    private bool KeepsBest => options.KeepBest || options.Patience > 0;

    private int StepsPerEpoch => (examples.Count + options.BatchSize - 1) / options.BatchSize;

    /// <summary>Trains to the end, or to a checkpoint when cancelled.</summary>
    /// <param name="phaseEnded">Called when a phase has ended, with the model as it left it.</param>
    /// <param name="cancellation">Ends the training after the step at work.</param>
    /// <exception cref="OperationCanceledException">The training was cancelled; its checkpoint stands.</exception>
    public TrainingHistory Run(Action<TrainingPhase> phaseEnded, CancellationToken cancellation)
    {
        state = checkpoint.Restore(model) ?? state;
        observer.Started(phases.Sum(p => p.Epochs), StepsPerEpoch, state.History.Steps.Count);
        while (state.Phase < phases.Count)
        {
            var phase = phases[state.Phase];
            RunPhase(phase, cancellation);
            phaseEnded(phase);
            state = new TrainingState { Phase = state.Phase + 1, Ranges = state.Ranges, History = state.History };
            checkpoint.Save(model, optimizer: null, state);
        }

        return state.History;
    }

    private void RunPhase(TrainingPhase phase, CancellationToken cancellation)
    {
        EnterMode(phase);
        taught = data.TeacherTargets?.Rows ?? (phase.Mode == QuantizationMode.Simulate && options.Distillation > 0
            ? FloatAnswers()
            : null);
        var steps = phase.Epochs * StepsPerEpoch;
        var schedule = new LinearSchedule(steps, (int)Math.Round(steps * options.WarmUp));
        using var optimizer = new WordModelOptimizer(model, phase, schedule, options);
        checkpoint.RestoreOptimizer(optimizer, state);
        while (state.Epoch < phase.Epochs && !(options.Patience > 0 && state.EpochsSinceBest >= options.Patience))
        {
            RunEpoch(optimizer, cancellation);
        }

        if (KeepsBest && state.BestAccuracy >= 0)
        {
            checkpoint.RestoreBest(model);
        }
    }

    /// <summary>Simulated quantization starts from ranges that the float model is seen to have.</summary>
    private void EnterMode(TrainingPhase phase)
    {
        const int CalibrationBatches = 20;
        if (phase.Mode == QuantizationMode.Simulate && state.Ranges.Count == 0)
        {
            model.Quantization.Use(QuantizationMode.Observe);
            var phrases = data.Train.Take(CalibrationBatches * options.BatchSize).Select(r => r.Phrase).ToArray();
            ModelRanking.Visit(model, encoder, phrases, static (_, _) => { });
        }

        model.Quantization.Use(phase.Mode);
        model.Quantization.Products = options.Products;
        foreach (var parameter in model.Encoder.parameters())
        {
            parameter.requires_grad = !phase.HeadOnly;
        }

        model.Table.requires_grad = !options.FreezeEmbeddings && !phase.HeadOnly;
        if (model.Head is AnswerHead head)
        {
            head.TrainsTransform = !options.FreezeTransform;
        }
    }

    /// <summary>What the model answered to the rows when the float phase ended.</summary>
    private Target[] FloatAnswers()
    {
        if (state is { Epoch: 0, Step: 0 })
        {
            checkpoint.SaveTeacher(model);
        }

        using var copy = new WordModel(model.Config, model.Pooling, model.HeadKind, model.Answers, model.SlotIndexes);
        checkpoint.RestoreTeacher(copy);
        var answers = new TeacherAnswers(encoder, [.. data.Train.Select(row => row.Phrase)]);
        answers.Ask(copy);
        return answers.ToTargets();
    }

    private void RunEpoch(WordModelOptimizer optimizer, CancellationToken cancellation)
    {
        var epoch = phases.Take(state.Phase).Sum(p => p.Epochs) + state.Epoch;
        var drawn = examples.Epoch(epoch, taught);
        var sequences = drawn.Select(e => encoder.Encode(e.Phrase, e.ReadsDefinition)).ToArray();
        var batches = LengthBuckets.Batches(
            [.. sequences.Select(s => s.Ids.Length)],
            options.BatchSize,
            options.Seed,
            epoch);
        model.train();
        while (state.Step < batches.Count)
        {
            if (cancellation.IsCancellationRequested)
            {
                checkpoint.Save(model, optimizer, state);
                throw new OperationCanceledException(cancellation);
            }

            var started = Stopwatch.GetTimestamp();
            var rows = batches[state.Step];
            var progress = RunStep(
                optimizer,
                epoch,
                [.. rows.Select(i => sequences[i])],
                [.. rows.Select(i => drawn[i].Target)]);
            state = state with
            {
                Step = state.Step + 1,
                Seconds = state.Seconds + Stopwatch.GetElapsedTime(started).TotalSeconds,
                History = state.History.With(progress),
            };
            observer.StepDone(progress);
            if (state.History.Steps.Count % options.CheckpointEvery == 0)
            {
                checkpoint.Save(model, optimizer, state);
            }
        }

        EndEpoch(epoch);
    }

    private StepProgress RunStep(WordModelOptimizer optimizer, int epoch, PieceSequence[] sequences, Target[] targets)
    {
        using var scope = NewDisposeScope();
        manual_seed(StepSeed(options.Seed, state.History.Steps.Count));
        var batch = Batch.Of(sequences, encoder.PadId);
        var logits = model.Logits(batch.InputIds, batch.AttentionMask, batch.TokenTypeIds);
        var distance = loss.Of(logits, targets);
        var step = (state.Epoch * StepsPerEpoch) + state.Step;
        optimizer.Step(distance, step);
        var right = logits.argmax(1).data<long>().Zip(targets).Count(p => p.Second.Best == p.First);
        var (encoderRate, headRate) = optimizer.Rates(step);
        return new StepProgress(
            epoch + 1, state.History.Steps.Count + 1, distance.item<float>(),
            (double)right / Math.Max(1, targets.Count(target => target.Best is not null)), encoderRate, headRate);
    }

    private void EndEpoch(int epoch)
    {
        var started = Stopwatch.GetTimestamp();
        var dev = data.Dev.Count == 0 ? null : DevelopmentScore.Of(model, encoder, data);
        var better = dev is not null && dev.IsBetterThan(state.BestAccuracy, state.BestLoss);
        if (better && KeepsBest)
        {
            checkpoint.SaveBest(model);
        }

        var steps = state.History.Steps.Skip(state.History.Steps.Count - StepsPerEpoch).ToArray();
        var metrics = new EpochMetrics(
            epoch + 1, state.History.Steps.Count, steps.Average(s => s.Loss), steps.Average(s => s.Accuracy),
            dev?.Loss, dev?.Accuracy, state.Seconds + Stopwatch.GetElapsedTime(started).TotalSeconds);
        state = new TrainingState
        {
            Phase = state.Phase,
            Epoch = state.Epoch + 1,
            BestAccuracy = better ? dev!.Accuracy : state.BestAccuracy,
            BestLoss = better ? dev!.Loss : state.BestLoss,
            EpochsSinceBest = better ? 0 : state.EpochsSinceBest + 1,
            Ranges = model.Quantization.Ranges,
            History = state.History.With(metrics),
        };
        observer.EpochDone(metrics);
    }

    /// <summary>A seed for one step that shares no sequence with its neighbours'.</summary>
    private static long StepSeed(int seed, int step) =>
        unchecked((long)((((ulong)(uint)seed << 32) | (uint)step) * 0x9E3779B97F4A7C15UL));
}

/// <summary>How a model does on the development rows.</summary>
/// <param name="Loss">The mean cross-entropy against each row's word.</param>
/// <param name="Accuracy">The share of rows answered with their word or one of the further accepted ones.</param>
internal sealed record DevelopmentScore(double Loss, double Accuracy)
{
    /// <summary>Whether it is more accurate, or as accurate with a smaller loss.</summary>
    public bool IsBetterThan(double accuracy, double loss) =>
        Accuracy > accuracy || (Accuracy >= accuracy && Loss < loss);

    /// <summary>
    /// Scores <paramref name="model"/> on the development rows of <paramref name="data"/>, of which there is at least
    /// one.
    /// </summary>
    public static DevelopmentScore Of(WordModel model, PhraseEncoder encoder, TrainingSet data)
    {
        var (loss, right) = (0.0, 0);
        ModelRanking.Visit(model, encoder, [.. data.Dev.Select(r => r.Phrase)], (rows, logits) =>
        {
            var labels = tensor(rows.Select(i => (long)data.IndexOf[data.Dev[i].Word]).ToArray());
            loss += nn.functional.cross_entropy(logits, labels).item<float>() * rows.Length;
            right += rows.Zip(model.Rank(logits, 1)).Count(p => data.Dev[p.First].Accepts(p.Second[0].Word));
        });
        return new DevelopmentScore(loss / data.Dev.Count, (double)right / data.Dev.Count);
    }
}
