using DavidBert.Training.Modeling;

namespace DavidBert.Training.Checkpoints;

/// <summary>
/// A folder with a BERT in Hugging Face's files: <c>config.json</c> and <c>model.safetensors</c>, or shards with their
/// index. Names of tensors are brought to one form: without the <c>bert.</c> prefix, <c>LayerNorm.weight</c> and
/// <c>.bias</c> where old checkpoints say <c>gamma</c> and <c>beta</c>. Opening it checks every header and reads no
/// tensor.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    internal const string ConfigFile = "config.json";
    internal const string WeightsFile = "model.safetensors";

    private readonly List<SafetensorsFile> files = [];
    private readonly Dictionary<string, (SafetensorsFile File, string Name)> tensors = new(StringComparer.Ordinal);

    private Checkpoint(string folder, BertConfig config)
    {
        Folder = folder;
        Config = config;
    }

    /// <summary>The folder it was opened from.</summary>
    public string Folder { get; }

    /// <summary>The dimensions, from <c>config.json</c>.</summary>
    public BertConfig Config { get; }

    /// <summary>The names of the tensors in their one form.</summary>
    public IReadOnlyCollection<string> Names => tensors.Keys;

    /// <summary>Opens a folder.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks <c>config.json</c>, weights, or a shard.</exception>
    /// <exception cref="InvalidDataException">
    /// A file is damaged or not a BERT's, or the index and the shards disagree.
    /// </exception>
    public static Checkpoint Open(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        }

        var checkpoint = new Checkpoint(folder, BertConfig.Load(FindConfig(folder)));
        try
        {
            checkpoint.OpenFiles();
            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>Reads those tensors that a model has a place for.</summary>
    /// <param name="expected">The shapes of the model's parameters by name (in the one form).</param>
    /// <param name="report">What was missing and what was left over.</param>
    /// <returns>The tensors found, by name; each has the shape expected.</returns>
    /// <exception cref="InvalidDataException">A tensor has another shape than expected, or not floats.</exception>
    internal IReadOnlyDictionary<string, FloatTensor> Load(
        IReadOnlyDictionary<string, int[]> expected, out CheckpointReport report)
    {
        foreach (var (name, shape) in expected)
        {
            if (tensors.TryGetValue(name, out var found) && !found.File.Entries[found.Name].Shape.SequenceEqual(shape))
            {
                throw new InvalidDataException(
                    $"Tensor '{found.Name}' of '{found.File.Path}' has the shape "
                    + $"{found.File.Entries[found.Name].ShapeText}; "
                    + $"the model of '{Path.Combine(Folder, ConfigFile)}' has {SafetensorsEntry.FormatShape(shape)}.");
            }
        }

        report = new CheckpointReport(
            [.. expected.Keys.Where(name => !tensors.ContainsKey(name)).Order(StringComparer.Ordinal)],
            [.. tensors.Keys.Where(name => !expected.ContainsKey(name)).Order(StringComparer.Ordinal)]);
        return expected.Keys.Where(tensors.ContainsKey).ToDictionary(
            name => name,
            name => new FloatTensor([.. expected[name]], tensors[name].File.ReadFloats(tensors[name].Name)),
            StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => files.ForEach(file => file.Dispose());

    private static string FindConfig(string folder)
    {
        var path = Path.Combine(folder, ConfigFile);
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"'{folder}' is not a checkpoint: {ConfigFile} is missing.", path);
    }

    private void OpenFiles()
    {
        var single = Path.Combine(Folder, WeightsFile);
        var index = Path.Combine(Folder, ShardIndex.FileName);
        if (File.Exists(single))
        {
            Add(SafetensorsFile.Open(single));
        }
        else if (File.Exists(index))
        {
            AddShards(index);
        }
        else
        {
            throw new FileNotFoundException(DescribeLack(), single);
        }
    }

    private string DescribeLack() =>
        Directory.EnumerateFiles(Folder, "pytorch_model*.bin*").Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .FirstOrDefault() is { } pickle
            ? $"'{Folder}' has its weights in {pickle}, a format that can run code when it is read and is not "
              + $"supported. Convert it once in "
              + "Python: transformers.BertModel.from_pretrained(folder).save_pretrained(other_folder, "
              + "safe_serialization=True)."
            : $"'{Folder}' has neither {WeightsFile} nor {ShardIndex.FileName}.";

    private void AddShards(string index)
    {
        var map = ShardIndex.Read(index);
        foreach (var shard in map.Values.Distinct(StringComparer.Ordinal))
        {
            var path = Path.Combine(Folder, shard);
            if (!File.Exists(path))
            {
                throw new FileNotFoundException($"'{index}' names the shard '{shard}', which is not there.", path);
            }

            var file = Add(SafetensorsFile.Open(path));
            foreach (var name in file.Entries.Keys
                .Where(name => !string.Equals(map.GetValueOrDefault(name), shard, StringComparison.Ordinal)))
            {
                throw new InvalidDataException(
                    $"'{path}' holds the tensor '{name}', which '{index}' places in "
                    + $"{(map.TryGetValue(name, out var other) ? $"'{other}'" : "no shard")}.");
            }

            foreach (var (name, _) in map.Where(
                e => string.Equals(e.Value, shard, StringComparison.Ordinal) && !file.Entries.ContainsKey(e.Key)))
            {
                throw new InvalidDataException(
                    $"'{index}' places the tensor '{name}' in '{path}', which does not hold it.");
            }
        }
    }

    private SafetensorsFile Add(SafetensorsFile file)
    {
        files.Add(file);
        foreach (var name in file.Entries.Keys)
        {
            var normal = TensorName.Normalize(name);
            if (!TensorName.IsPosition(normal) && !tensors.TryAdd(normal, (file, name)))
            {
                var (otherFile, otherName) = tensors[normal];
                throw new InvalidDataException(
                    $"'{file.Path}': tensor '{name}' is the same as '{otherName}' of '{otherFile.Path}'.");
            }
        }

        return file;
    }
}

/// <summary>
/// How a checkpoint's tensors met those that a model asked for. Names are without the <c>bert.</c> prefix.
/// </summary>
/// <param name="Missing">
/// Asked for but not in the checkpoint (a pooler, a head); the model keeps its fresh values. Ordinal order.
/// </param>
/// <param name="LeftOver">In the checkpoint but not asked for (the <c>cls.</c> head). Ordinal order.</param>
public sealed record CheckpointReport(IReadOnlyList<string> Missing, IReadOnlyList<string> LeftOver);

/// <summary>The names of BERT's tensors in the forms that checkpoints have had over the years.</summary>
internal static class TensorName
{
    private const string Prefix = "bert.";

    /// <summary>
    /// Brings a name to the one form: no <c>bert.</c> prefix, <c>LayerNorm.weight</c> and <c>LayerNorm.bias</c>.
    /// </summary>
    public static string Normalize(string name)
    {
        var bare = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        return ReplaceEnd(ReplaceEnd(bare, "LayerNorm.gamma", "LayerNorm.weight"), "LayerNorm.beta", "LayerNorm.bias");
    }

    /// <summary>Whether a normal name is that of the list 0, 1, 2 …, which some checkpoints carry along.</summary>
    public static bool IsPosition(string name) =>
        string.Equals(name, "embeddings.position_ids", StringComparison.Ordinal);

    private static string ReplaceEnd(string name, string end, string replacement) =>
        name.EndsWith(end, StringComparison.Ordinal) ? name[..^end.Length] + replacement : name;
}
