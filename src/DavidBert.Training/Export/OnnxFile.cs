using DavidBert.Training.Export.Onnx;
using Google.Protobuf;

namespace DavidBert.Training.Export;

/// <summary>Writes models as files.</summary>
internal static class OnnxFile
{
    /// <summary>Writes <paramref name="model"/>; a file of that name is replaced as a whole or not at all.</summary>
    public static void Write(ModelProto model, string path)
    {
        var part = path + ".part";
        using (var stream = File.Create(part))
        {
            model.WriteTo(stream);
        }

        File.Move(part, path, overwrite: true);
    }
}
