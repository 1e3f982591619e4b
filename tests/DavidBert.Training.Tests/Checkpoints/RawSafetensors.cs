using System.Buffers.Binary;
using System.Text;

namespace DavidBert.Training.Tests.Checkpoints;

/// <summary>Safetensors files made by hand, sound or not.</summary>
internal static class RawSafetensors
{
    /// <summary>A file with a header, the length before it, and zeros or given bytes after it.</summary>
    public static byte[] File(string header, byte[] data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        data.CopyTo(bytes, 8 + json.Length);
        return bytes;
    }

    public static byte[] Tensor(string dtype, int count, byte[] data) => File(
        $$"""{"t":{"dtype":"{{dtype}}","shape":[{{count}}],"data_offsets":[0,{{data.Length}}]} }""", data);
}
