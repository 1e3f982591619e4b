using DavidBert.Training.Export;
using DavidBert.Training.Reports;

namespace DavidBert.Training.Learning;

/// <summary>Where a training stands, beside its weights: what a checkpoint holds as JSON.</summary>
internal sealed record TrainingState
{
    /// <summary>The phase at work, counted from 0.</summary>
    public int Phase { get; init; }

    /// <summary>The epoch of the phase, counted from 0.</summary>
    public int Epoch { get; init; }

    /// <summary>The steps of the epoch that are done.</summary>
    public int Step { get; init; }

    /// <summary>How many seconds the epoch has taken so far, those before an interruption included.</summary>
    public double Seconds { get; init; }

    /// <summary>The best development accuracy of the phase; below 0 before the first.</summary>
    public double BestAccuracy { get; init; } = -1;

    /// <summary>How many epochs ago <see cref="BestAccuracy"/> was.</summary>
    public int EpochsSinceBest { get; init; }

    /// <summary>The ranges of activations.</summary>
    public IReadOnlyDictionary<string, ActivationRange> Ranges { get; init; } =
        new Dictionary<string, ActivationRange>(StringComparer.Ordinal);

    /// <summary>All steps and epochs so far.</summary>
    public TrainingHistory History { get; init; } = TrainingHistory.Empty;

    /// <summary>A digest of options and data, so that a checkpoint is not taken for another training's.</summary>
    public string Fingerprint { get; init; } = "";
}
