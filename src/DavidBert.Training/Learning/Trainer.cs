using System.Diagnostics;
using DavidBert.Training.Data;
using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;
using DavidBert.Training.Reports;
using static TorchSharp.torch;

namespace DavidBert.Training.Learning;

/// <summary>Trains a model phase by phase; interrupted, it goes on from its last checkpoint with the same result.</summary>
/// <remarks>
/// Nothing random is kept between steps: order and augmentation follow from seed and epoch, dropout from seed and step. So a
/// checkpoint is the weights, the optimizer's moments and a few numbers.
/// </remarks>
internal sealed class Trainer(
    WordModel model, PhraseEncoder encoder, TrainingSet data, TrainingOptions options, TrainingCheckpoint checkpoint,
    ITrainingObserver observer)
{
    private readonly IReadOnlyList<TrainingPhase> phases = TrainingPhase.Of(options);
    private readonly int unanswerable = UnanswerableLines.Count(data.Train.Count, options.Unanswerable);
    private readonly TrainingLoss trainingLoss = new([.. data.IndexOf.Values.Distinct()]);
    private readonly int stepsPerEpoch =
        (data.Train.Count + UnanswerableLines.Count(data.Train.Count, options.Unanswerable) + options.BatchSize - 1)
        / options.BatchSize;

    private TrainingState state = new();
    private WordModel? teacher;

    /// <summary>Trains to the end, or to a checkpoint when cancelled.</summary>
    /// <param name="phaseEnded">Called when a phase has ended, with the model as it left it.</param>
    /// <param name="cancellation">Ends the training after the step at work.</param>
    /// <exception cref="OperationCanceledException">The training was cancelled; its checkpoint stands.</exception>
    public TrainingHistory Run(Action<TrainingPhase> phaseEnded, CancellationToken cancellation)
    {
        model.Table.requires_grad = !options.FreezeEmbeddings;
        state = checkpoint.Restore(model) ?? state;
        observer.Started(phases.Sum(p => p.Epochs), stepsPerEpoch, state.History.Steps.Count);
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
        using var floatModel = phase.Mode == QuantizationMode.Simulate && options.Distillation > 0 ? Teacher() : null;
        teacher = floatModel;
        var steps = phase.Epochs * stepsPerEpoch;
        var schedule = new LinearSchedule(steps, (int)Math.Round(steps * options.WarmUp));
        using var optimizer = new WordModelOptimizer(model, phase, schedule, options);
        checkpoint.RestoreOptimizer(optimizer, state);
        while (state.Epoch < phase.Epochs && !(options.Patience > 0 && state.EpochsSinceBest >= options.Patience))
        {
            RunEpoch(optimizer, cancellation);
        }

        if (options.Patience > 0 && state.BestAccuracy >= 0)
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
    }

    /// <summary>The model as the float phase left it.</summary>
    private WordModel Teacher()
    {
        if (state is { Epoch: 0, Step: 0 })
        {
            checkpoint.SaveTeacher(model);
        }

        var copy = new WordModel(model.Config, model.Pooling, model.HeadKind, model.Answers, model.SlotIndexes);
        checkpoint.RestoreTeacher(copy);
        copy.eval();
        return copy;
    }

    private void RunEpoch(WordModelOptimizer optimizer, CancellationToken cancellation)
    {
        var epoch = phases.Take(state.Phase).Sum(p => p.Epochs) + state.Epoch;
        TrainingPair[] examples =
        [
            .. Augmentation.Epoch(data.Train, options.Seed, epoch, options.Augmentation),
            .. UnanswerableLines.Epoch(data.Train, options.Seed, epoch, unanswerable),
        ];
        var sequences = examples.Select(e => encoder.Encode(e.Phrase)).ToArray();
        var batches = LengthBuckets.Batches([.. sequences.Select(s => s.Length)], options.BatchSize, options.Seed, epoch);
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
                [.. rows.Select(i => data.IndexOf.TryGetValue(examples[i].Word, out var index) ? index : TrainingLoss.NoAnswer)]);
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

    private StepProgress RunStep(WordModelOptimizer optimizer, int epoch, int[][] sequences, long[] targets)
    {
        using var scope = NewDisposeScope();
        manual_seed(StepSeed(options.Seed, state.History.Steps.Count));
        var batch = Batch.Of(sequences, encoder.PadId);
        var labels = tensor(targets);
        var logits = model.Logits(batch.InputIds, batch.AttentionMask);
        var loss = Loss(batch, logits, labels);
        var step = (state.Epoch * stepsPerEpoch) + state.Step;
        optimizer.Step(loss, step);
        var right = logits.argmax(1).eq(labels).sum().item<long>();
        var answered = Math.Max(1, targets.Count(target => target != TrainingLoss.NoAnswer));
        var (encoderRate, headRate) = optimizer.Rates(step);
        return new StepProgress(
            epoch + 1, state.History.Steps.Count + 1, loss.item<float>(), (double)right / answered, encoderRate, headRate);
    }

    private Tensor Loss(Batch batch, Tensor logits, Tensor labels)
    {
        var loss = trainingLoss.Of(logits, labels);
        if (teacher is null)
        {
            return loss;
        }

        var distance = nn.functional.cross_entropy(logits, TeacherAnswers(teacher, batch));
        return (loss * (1 - options.Distillation)) + (distance * options.Distillation);
    }

    private static Tensor TeacherAnswers(WordModel teacher, Batch batch)
    {
        using var _ = no_grad();
        return teacher.Logits(batch.InputIds, batch.AttentionMask).softmax(1);
    }

    private void EndEpoch(int epoch)
    {
        var started = Stopwatch.GetTimestamp();
        var dev = data.Dev.Count == 0 ? null : DevelopmentScore.Of(model, encoder, data);
        var better = dev is not null && dev.Accuracy > state.BestAccuracy;
        if (better && options.Patience > 0)
        {
            checkpoint.SaveBest(model);
        }

        var steps = state.History.Steps.Skip(state.History.Steps.Count - stepsPerEpoch).ToArray();
        var metrics = new EpochMetrics(
            epoch + 1, state.History.Steps.Count, steps.Average(s => s.Loss), steps.Average(s => s.Accuracy),
            dev?.Loss, dev?.Accuracy, state.Seconds + Stopwatch.GetElapsedTime(started).TotalSeconds);
        state = new TrainingState
        {
            Phase = state.Phase,
            Epoch = state.Epoch + 1,
            BestAccuracy = better ? dev!.Accuracy : state.BestAccuracy,
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
