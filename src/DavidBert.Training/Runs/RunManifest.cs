using DavidBert.Training.Export;
using DavidBert.Training.Learning;
using DavidBert.Training.Reports;

namespace DavidBert.Training.Runs;

/// <summary><c>run.json</c>: how a model was trained, on what, and how it does.</summary>
internal sealed record RunManifest
{
    /// <summary>A digest of options and data: two runs of one fingerprint are the same training.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>The base checkpoint.</summary>
    public required BaseInfo Base { get; init; }

    /// <summary>The settings.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>The rows.</summary>
    public required DataInfo Data { get; init; }

    /// <summary>The indexes of named slots.</summary>
    public required IReadOnlyList<int> Slots { get; init; }

    /// <summary>The ranges of activations; empty for a model that was trained in float32 only.</summary>
    public required IReadOnlyDictionary<string, ActivationRange> Ranges { get; init; }

    /// <summary>All epochs.</summary>
    public required TrainingHistory History { get; init; }
}
