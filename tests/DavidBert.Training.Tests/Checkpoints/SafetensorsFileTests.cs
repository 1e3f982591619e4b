using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CsCheck;
using DavidBert.Training.Checkpoints;

namespace DavidBert.Training.Tests.Checkpoints;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ReadFloats_F32_GivesTheNumbers()
    {
        float[] numbers = [1.5f, -0f, float.MaxValue, float.NegativeInfinity];
        using var file = Open(RawSafetensors.Tensor("F32", 4, MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray()));

        Assert.Equal(numbers, file.ReadFloats("t"));
    }

    [Fact]
    public void ReadFloats_F16_GivesTheNumbers()
    {
        Half[] numbers = [(Half)1.5, (Half)(-65504), Half.Epsilon, Half.PositiveInfinity];
        using var file = Open(RawSafetensors.Tensor("F16", 4, MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray()));

        Assert.Equal([1.5f, -65504f, 5.9604645e-8f, float.PositiveInfinity], file.ReadFloats("t"));
    }

    [Fact]
    public void ReadFloats_BF16_GivesTheNumbers()
    {
        using var file = Open(RawSafetensors.Tensor("BF16", 3, [0x80, 0x3F, 0xC0, 0xBF, 0x49, 0x40]));

        Assert.Equal([1f, -1.5f, 3.140625f], file.ReadFloats("t"));
    }

    [Fact]
    public void ReadFloats_F64_RoundsToFloat()
    {
        double[] numbers = [0.1, -2, 1e300];
        using var file = Open(RawSafetensors.Tensor("F64", 3, MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray()));

        Assert.Equal([0.1f, -2f, float.PositiveInfinity], file.ReadFloats("t"));
    }

    [Fact]
    public void ReadFloats_Integers_RefusesNamingTensorAndType()
    {
        using var file = Open(RawSafetensors.Tensor("I64", 1, new byte[8]));

        var error = Assert.Throws<InvalidDataException>(() => file.ReadFloats("t"));

        Assert.Equal("I64", file.Entries["t"].Dtype);
        Assert.Contains("'t'", error.Message, StringComparison.Ordinal);
        Assert.Contains("I64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadFloats_FileCutShortAfterOpening_Refuses()
    {
        var path = folder.Write("t.safetensors", RawSafetensors.Tensor("F32", 1000, new byte[4000]));
        using var file = SafetensorsFile.Open(path);
        using (var writer = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            writer.SetLength(writer.Length - 1);
        }

        Assert.Throws<InvalidDataException>(() => file.ReadFloats("t"));
    }

    [Theory]
    [InlineData("""[]""", 0, "object")]
    [InlineData("""{"t":""", 0, "JSON")]
    [InlineData("""{"t":7}""", 0, "'t'")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", 4, "JSON")]
    [InlineData(
        """{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"t":"""
        + """{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        8, "'t'")]
    [InlineData("""{"t":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}""", 4, "F99")]
    [InlineData("""{"t":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "-1")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "1.5")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]}}""", 4, "'t'")]
    [InlineData(
        """{"t":{"dtype":"F32","shape":[1000000,1000000],"data_offsets":[0,4000000000000]}}""",
        4,
        "4000000000000")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "takes 8 bytes")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "'t'")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", 4, "-4")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "5 bytes")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "gaps")]
    [InlineData(
        """{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"u":"""
        + """{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""",
        12, "overlap")]
    [InlineData("""{"__metadata__":{"step":3}}""", 0, "__metadata__")]
    public void Open_HeaderThatLies_RefusesNamingTheFileAndTheReason(string header, int dataBytes, string reason)
    {
        var path = folder.Write("lies.safetensors", RawSafetensors.File(header, new byte[dataBytes]));

        var error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(path));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(long.MaxValue)]
    [InlineData(1UL << 40)]
    [InlineData(100_000_000UL)]
    [InlineData(3UL)]
    public void Open_LengthBeyondTheFile_RefusesWithoutAllocating(ulong length)
    {
        var bytes = new byte[10];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        var path = folder.Write("long.safetensors", bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(path));

        Assert.Contains(
            length.ToString(System.Globalization.CultureInfo.InvariantCulture),
            error.Message,
            StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Open_FileShorterThanALength_Refuses(int bytes) =>
        Assert.Throws<InvalidDataException>(
            () => SafetensorsFile.Open(folder.Write("short.safetensors", new byte[bytes])));

    [Fact]
    public void Open_MutatedFile_RefusesOrReadsWhatItClaims()
    {
        const string Digits = "0123456789[]{},:\"-e";
        SafetensorsWriter.Write(folder["sound"], Enumerable.Range(0, 10).Select(i =>
            ($"encoder.layer.{i}.bias", (IReadOnlyList<int>)[i, 3], (ReadOnlyMemory<float>)new float[3 * i])));
        var sound = File.ReadAllBytes(folder["sound"]);
        var header = sound.Length - (45 * 3 * sizeof(float));
        var change = Gen.Select(
            Gen.OneOf(Gen.Int[0, 7], Gen.Int[8, header]),
            Gen.OneOf(Gen.Byte, Gen.Int[0, Digits.Length - 1].Select(i => (byte)Digits[i])));

        Gen.Select(change.Array[1, 6], Gen.OneOf(Gen.Const(sound.Length), Gen.Int[0, sound.Length]))
            .Sample((changes, length) =>
                {
                    var bytes = sound[..length];
                    foreach (var (at, value) in changes.Where(c => c.Item1 < length))
                    {
                        bytes[at] = value;
                    }

                    ReadAllOrRefuse(folder.Write($"{Guid.NewGuid():N}.safetensors", bytes));
                }, iter: 1000, threads: 2);
    }

    [Fact]
    public void Open_RandomNumbersInAHeader_RefusesOrReadsWhatItClaims()
    {
        var number = Gen.OneOf(Gen.Long[-2, 40], Gen.Long);
        string[] types = ["F32", "F16", "BF16", "F64", "I64", "U8", "F4"];
        var dtype = Gen.Int[0, types.Length - 1].Select(i => types[i]);
        Gen.Select(dtype, number.Array[0, 4], number, number, Gen.Int[0, 64]).Sample((type, shape, begin, end, size) =>
        {
            var sizes = string.Join(',', shape);
            var header = $$"""{"t":{"dtype":"{{type}}","shape":[{{sizes}}],"data_offsets":[{{begin}},{{end}}]} }""";
            ReadAllOrRefuse(
                folder.Write($"{Guid.NewGuid():N}.safetensors", RawSafetensors.File(header, new byte[size])));
        }, iter: 1000, threads: 2);
    }

    private static void ReadAllOrRefuse(string path)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            foreach (var (name, entry) in file.Entries.Where(e => e.Value.Dtype is "F16" or "BF16" or "F32" or "F64"))
            {
                Assert.Equal(
                    entry.Shape.Aggregate(1L, (product, size) => product * size),
                    file.ReadFloats(name).Length);
            }
        }
        catch (InvalidDataException error)
        {
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private SafetensorsFile Open(byte[] bytes) => SafetensorsFile.Open(folder.Write("t.safetensors", bytes));
}
