using DavidBert.Training.Export;

namespace DavidBert.Training.Checkpoints;

/// <summary>A safetensors file as a whole: tensors by their names.</summary>
internal static class WeightsFile
{
    /// <summary>Reads every tensor.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static IReadOnlyDictionary<string, FloatTensor> Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Entries.ToDictionary(
            entry => entry.Key,
            entry => new FloatTensor([.. entry.Value.Shape], file.ReadFloats(entry.Key)),
            StringComparer.Ordinal);
    }

    /// <summary>Writes the tensors; a file of that name is replaced as a whole or not at all.</summary>
    public static void Write(string path, IEnumerable<(string Name, FloatTensor Tensor)> tensors) => SafetensorsWriter.Write(
        path, tensors.Select(t => (t.Name, t.Tensor.Shape, (ReadOnlyMemory<float>)t.Tensor.Values)));
}
