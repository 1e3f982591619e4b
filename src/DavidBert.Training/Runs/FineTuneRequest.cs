using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;

namespace DavidBert.Training.Runs;

/// <summary>What a bundle is to be taught.</summary>
/// <param name="Bundle">The folder of the bundle to start from; it is left as it is.</param>
/// <param name="Pairs">The file of phrases and their words.</param>
/// <param name="Rehearsal">
/// What the bundle was trained on, so that it does not forget; null where that is not at hand.
/// </param>
/// <param name="Output">The folder of the new bundle.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Version">The version that it carries.</param>
/// <param name="Epochs">
/// How often the rows are seen in float32, and half as often with int8 simulated; null for as it needs.
/// </param>
/// <param name="Options">How it is trained; pooling, head, length and epochs are set otherwise.</param>
internal sealed record FineTuneRequest(
    string Bundle, string Pairs, string? Rehearsal, string Output, string Name, string Version, int? Epochs,
    TrainingOptions Options)
{
    /// <summary>What the columns of the file are called; null for the usual names.</summary>
    public ColumnNames? Columns { get; init; }

    /// <summary>The share of rows to hold out where no row is of dev or test.</summary>
    public double HeldOutShare { get; init; } = DataSplit.UsualShare;
}

/// <summary>What fine-tuning has done to a bundle.</summary>
/// <param name="Learned">Rows of the user that were learned.</param>
/// <param name="Rehearsed">Rows of the earlier training that were gone over beside them.</param>
/// <param name="HeldOut">The user's rows that were not learned, before and after; null where there are none.</param>
/// <param name="Earlier">
/// Rows of the earlier training that were not rehearsed, before and after; null where there are none.
/// </param>
/// <param name="Calibration">What the rows held out have made of the scores, as a sentence.</param>
internal sealed record FineTuneResult(
    int Learned,
    int Rehearsed,
    FineTuneResult.Change? HeldOut,
    FineTuneResult.Change? Earlier,
    string Calibration)
{
    /// <summary>What folds have found of each setting; empty where there was nothing to choose.</summary>
    public IReadOnlyList<FoldScore> Folds { get; init; } = [];

    /// <summary>What is right without training; empty where it was not measured.</summary>
    public IReadOnlyList<Baseline> Baselines { get; init; } = [];

    /// <summary>How well some rows are answered before and after.</summary>
    internal sealed record Change(Accuracy Before, Accuracy After);
}
