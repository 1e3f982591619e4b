using CsCheck;
using DavidBert.Bundles;
using DavidBert.Testing;

namespace DavidBert.Tests.Bundles;

public sealed class ManifestFuzzTests : IDisposable
{
    private readonly TestBundle bundle = new();

    public void Dispose() => bundle.Dispose();

    [Fact]
    public void Open_TruncatedManifest_IsRefusedAtAnyLength()
    {
        var whole = File.ReadAllBytes(bundle.PathOf("model.json"));
        for (var length = 0; length < whole.Length - 2; length++)
        {
            File.WriteAllBytes(bundle.PathOf("model.json"), whole[..length]);
            Assert.Throws<BundleException>(() => Bundle.ReadManifest(bundle.Folder));
        }
    }

    [Fact]
    public void Open_AnyBytesChanged_OpensOrThrowsBundleException()
    {
        var whole = File.ReadAllBytes(bundle.PathOf("model.json"));
        var change = Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, 3]);
        change.Array[1, 4].Sample(changes => { Survives(Changed(whole, changes)); }, iter: 2_000, threads: 1);
    }

    [Fact]
    public void Open_AnyBytes_ThrowsBundleException() =>
        Gen.Byte.Array[0, 200].Sample(bytes => Assert.False(Survives(bytes)), iter: 500, threads: 1);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{\"format\":1e999}")]
    [InlineData("{\"format\":99999999999999}")]
    public void Open_JsonOfAnotherShape_ThrowsBundleException(string json) =>
        Assert.False(Survives(System.Text.Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Open_DeeplyNested_ThrowsBundleException() =>
        Assert.False(Survives(System.Text.Encoding.UTF8.GetBytes(new string('[', 100_000))));

    /// <summary>Whether the bundle opens; any exception but a <see cref="BundleException"/> passes through.</summary>
    private bool Survives(byte[] manifest)
    {
        File.WriteAllBytes(bundle.PathOf("model.json"), manifest);
        try
        {
            Bundle.Open(bundle.Folder);
            return true;
        }
        catch (BundleException)
        {
            return false;
        }
    }

    private static byte[] Changed(byte[] whole, (int Place, byte Value, int Kind)[] changes)
    {
        List<byte> bytes = [.. whole];
        foreach (var (place, value, kind) in changes)
        {
            var at = Math.Min(place, bytes.Count - 1);
            switch (kind)
            {
                case 0:
                    bytes[at] = value;
                    break;
                case 1:
                    bytes.Insert(at, value);
                    break;
                case 2:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(value, bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }
}
