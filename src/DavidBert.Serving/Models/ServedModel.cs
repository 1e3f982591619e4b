using DavidBert.Bundles;

namespace DavidBert.Serving.Models;

/// <summary>A model in memory: its predictor and where it came from.</summary>
/// <param name="Predictor">What answers; whoever holds a <see cref="ModelLease"/> may call it.</param>
/// <param name="Hash">SHA-256 of <c>model.json</c>, 64 lower-case hexadecimal digits; it names every file of the bundle by digest.</param>
/// <param name="Source">Where it was loaded from, without secrets: a folder or a blob's address.</param>
/// <param name="LoadedAt">When it was ready to answer.</param>
public sealed record ServedModel(Predictor Predictor, string Hash, string Source, DateTimeOffset LoadedAt)
{
    /// <summary>What <c>model.json</c> says of it.</summary>
    public ModelManifest Manifest => Predictor.Bundle.Manifest;
}
