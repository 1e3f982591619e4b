using CsCheck;
using DavidBert.Training.Checkpoints;

namespace DavidBert.Training.Tests.Checkpoints;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Write_AnyTensors_AreReadBackBitForBit()
    {
        var shape = Gen.Int[0, 5].Array[0, 3];
        var tensor = shape.SelectMany(
            s => Gen.Float.Array[s.Aggregate(1, (product, size) => product * size)].Select(values => (s, values)));
        tensor.Array[0, 6].Sample(tensors =>
        {
            var path = folder[$"{Guid.NewGuid():N}.safetensors"];
            SafetensorsWriter.Write(
                path,
                tensors.Select((t, i) => ($"layer.{i}", (IReadOnlyList<int>)t.s, (ReadOnlyMemory<float>)t.values)));
            using var file = SafetensorsFile.Open(path);

            Assert.Equal(tensors.Length, file.Entries.Count);
            for (var i = 0; i < tensors.Length; i++)
            {
                Assert.Equal(tensors[i].s, file.Entries[$"layer.{i}"].Shape);
                Assert.Equal(
                    tensors[i].values.Select(BitConverter.SingleToInt32Bits),
                    file.ReadFloats($"layer.{i}").Select(BitConverter.SingleToInt32Bits));
            }
        }, iter: 200, threads: 2);
    }

    [Fact]
    public void Write_LargerThanOneChunk_IsReadBack()
    {
        var values = Enumerable.Range(0, 1_500_001).Select(i => (float)i).ToArray();
        SafetensorsWriter.Write(folder["large.safetensors"], [("t", [1_500_001], values)]);
        using var file = SafetensorsFile.Open(folder["large.safetensors"]);

        Assert.True(values.AsSpan().SequenceEqual(file.ReadFloats("t")));
    }

    [Fact]
    public void Write_Metadata_IsReadBack_AndAnOldFileIsReplaced()
    {
        SafetensorsWriter.Write(folder["m.safetensors"], [("old", [1], new float[1])]);
        SafetensorsWriter.Write(
            folder["m.safetensors"],
            [("new", [1], new float[1])],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["step"] = "7 \"é\"" });
        using var file = SafetensorsFile.Open(folder["m.safetensors"]);

        Assert.Equal("7 \"é\"", file.Metadata["step"]);
        Assert.Equal("new", Assert.Single(file.Entries).Key);
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Write_NumbersThatDoNotFillTheShape_RefusesAndLeavesNothing()
    {
        Assert.Throws<ArgumentException>(
            () => SafetensorsWriter.Write(folder["x.safetensors"], [("t", [2, 2], new float[3])]));
        Assert.Throws<ArgumentException>(
            () => SafetensorsWriter.Write(
                folder["x.safetensors"], [("t", [1], new float[1]), ("t", [1], new float[1])]));

        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
