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

    /// <summary>The sum of the losses of the epoch's rows so far.</summary>
    public double LossSum { get; init; }

    /// <summary>How many of the epoch's rows were answered with their target.</summary>
    public int Right { get; init; }

    /// <summary>How many rows of the epoch were seen.</summary>
    public int Seen { get; init; }

    /// <summary>The best development accuracy of the phase, and how many epochs ago it was.</summary>
    public double BestAccuracy { get; init; } = -1;

    /// <summary>Epochs since <see cref="BestAccuracy"/>.</summary>
    public int EpochsSinceBest { get; init; }

    /// <summary>The ranges of activations.</summary>
    public IReadOnlyDictionary<string, ActivationRange> Ranges { get; init; } = new Dictionary<string, ActivationRange>(StringComparer.Ordinal);

    /// <summary>All epochs so far.</summary>
    public TrainingHistory History { get; init; } = new();

    /// <summary>A digest of the options and data, so that a checkpoint is not taken for another training's.</summary>
    public string Fingerprint { get; init; } = "";
}
