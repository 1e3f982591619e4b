using DavidBert.Training.Modeling;

namespace DavidBert.Training.Checkpoints;

/// <summary>Starts a model's encoder from a base checkpoint; the head is the model's own.</summary>
public static class BaseWeights
{
    private const string Pooler = "pooler.";

    /// <summary>Sets the encoder's parameters and says what was missing or left over.</summary>
    /// <exception cref="InvalidDataException">
    /// The checkpoint lacks a part of the encoder, or has one of another shape.
    /// </exception>
    public static CheckpointReport Load(WordModel model, Checkpoint checkpoint)
    {
        var encoder = ParameterExchange.Shapes(model)
            .Where(p => !IsOfHead(p.Key))
            .ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        var tensors = checkpoint.Load(encoder, out var report);
        var lacking = report.Missing.Where(name => !name.StartsWith(Pooler, StringComparison.Ordinal)).ToArray();
        if (lacking.Length > 0)
        {
            throw new InvalidDataException(
                $"'{checkpoint.Folder}' lacks {lacking.Length} of the encoder's {encoder.Count} tensors, "
                + $"'{lacking[0]}' first. "
                + "Is it a BERT with the dimensions of its config.json?");
        }

        ParameterExchange.Write(model, tensors);
        return report;
    }

    /// <summary>Whether a parameter is one of the head's, by its name.</summary>
    internal static bool IsOfHead(string name) =>
        name.StartsWith("cls.", StringComparison.Ordinal) || name.StartsWith("classifier.", StringComparison.Ordinal);
}
