using System.Text.Json;
using System.Text.Json.Serialization;
using DavidBert.Training.Checkpoints;
using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;

namespace DavidBert.Training.Learning;

/// <summary>
/// The checkpoint of a training: weights, optimizer and state in one folder that is replaced as a whole, so that a kill
/// at any moment leaves the last one or the one before it.
/// </summary>
internal sealed class TrainingCheckpoint(string folder, string fingerprint)
{
    private const string StateFile = "state.json";
    private const string ModelFile = "model.safetensors";
    private const string OptimizerFile = "optimizer.safetensors";

    private string Next => folder + ".next";

    private string BestFile => folder + ".best.safetensors";

    private string TeacherFile => folder + ".teacher.safetensors";

    /// <summary>Writes a checkpoint; without an optimizer the next phase starts with a fresh one.</summary>
    public void Save(WordModel model, WordModelOptimizer? optimizer, TrainingState state)
    {
        if (Directory.Exists(Next))
        {
            Directory.Delete(Next, recursive: true);
        }

        Directory.CreateDirectory(Next);
        WriteWeights(model, Path.Combine(Next, ModelFile));
        optimizer?.Save(Path.Combine(Next, OptimizerFile));
        var saved = state with { Ranges = model.Quantization.Ranges, Fingerprint = fingerprint };
        File.WriteAllText(Path.Combine(Next, StateFile), JsonSerializer.Serialize(saved, RunJson.Options));
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.Move(Next, folder);
    }

    /// <summary>Sets the model to the last whole checkpoint and returns its state; null where there is none.</summary>
    /// <exception cref="InvalidDataException">The checkpoint is of a training with other options or data.</exception>
    public TrainingState? Restore(WordModel model)
    {
        if (!File.Exists(Path.Combine(folder, StateFile)))
        {
            if (!File.Exists(Path.Combine(Next, StateFile)))
            {
                return null;
            }

            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Directory.Move(Next, folder);
        }

        var path = Path.Combine(folder, StateFile);
        var state = JsonSerializer.Deserialize<TrainingState>(File.ReadAllText(path), RunJson.Options)
            ?? throw new InvalidDataException($"'{path}' holds null.");
        if (!string.Equals(state.Fingerprint, fingerprint, StringComparison.Ordinal))
        {
            throw new InvalidDataException(
                $"The checkpoint '{folder}' is of a training with other options or data. Give the same ones, "
                + "choose another output folder, or delete the checkpoint to start over.");
        }

        ReadWeights(model, Path.Combine(folder, ModelFile));
        model.Quantization.Restore(state.Ranges);
        return state;
    }

    /// <summary>Gives the optimizer its moments back, where the checkpoint stands inside a phase.</summary>
    public void RestoreOptimizer(WordModelOptimizer optimizer, TrainingState state)
    {
        var path = Path.Combine(folder, OptimizerFile);
        if ((state.Epoch > 0 || state.Step > 0) && File.Exists(path))
        {
            optimizer.Load(path);
        }
    }

    /// <summary>Keeps the weights as the best of the phase.</summary>
    public void SaveBest(WordModel model) => WriteWeights(model, BestFile);

    /// <summary>Sets the model to the best weights of the phase.</summary>
    public void RestoreBest(WordModel model) => ReadWeights(model, BestFile);

    /// <summary>Keeps the weights as those that a quantized model learns from.</summary>
    public void SaveTeacher(WordModel model) => WriteWeights(model, TeacherFile);

    /// <summary>Sets the model to the weights that a quantized model learns from.</summary>
    public void RestoreTeacher(WordModel model) => ReadWeights(model, TeacherFile);

    /// <summary>Deletes the checkpoint of a training that has ended.</summary>
    public void Delete()
    {
        foreach (var path in new[] { folder, Next })
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }

        File.Delete(BestFile);
        File.Delete(TeacherFile);
    }

    private static void WriteWeights(WordModel model, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        WeightsFile.Write(
            path, ParameterExchange.Named(model).Select(p => (p.Name, ParameterExchange.ToArray(p.Parameter))));
    }

    private static void ReadWeights(WordModel model, string path)
    {
        var tensors = WeightsFile.Read(path);
        foreach (var (name, parameter) in ParameterExchange.Named(model))
        {
            ParameterExchange.Copy(tensors[name], parameter, name);
        }
    }
}

/// <summary>How a run's files are written as JSON.</summary>
internal static class RunJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        WriteIndented = true,
    };
}

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

    /// <summary>The development loss of that epoch.</summary>
    public double BestLoss { get; init; }

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
