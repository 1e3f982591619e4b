using System.Text;
using CsCheck;
using DavidBert.Bundles;
using DavidBert.Testing;

namespace DavidBert.Tests.Bundles;

public sealed class ManifestFuzzTests
{
    private static readonly string[] Fragments =
    [
        "null", "true", "-1", "1e999", "99999999999999999999", "\"\"", "\"\\ud800\"", "{}", "[]", "[[", "}", "\"", ",", ":", "\0",
        "\"files\":", "\"format\":1,", "\"../x\":{\"sha256\":\"\",\"bytes\":0},", new string('[', 100),
    ];

    [Fact]
    public void ReadManifest_BytesChangedAtRandom_ThrowsBundleExceptionOrReads()
    {
        using var folder = new TemporaryFolder();
        TestBundle.Create(folder.Path);
        var whole = File.ReadAllBytes(folder.File(ModelManifest.FileName));
        var edit = Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[0, 12], Fragment);

        edit.Array[1, 4].Sample(
            edits =>
            {
                File.WriteAllBytes(folder.File(ModelManifest.FileName), Apply(whole, edits));
                return IsReadOrRefused(() => Bundle.ReadManifest(folder.Path));
            },
            iter: 3000,
            threads: 1);
    }

    [Fact]
    public void Open_BytesChangedAtRandom_ThrowsBundleExceptionOrOpens()
    {
        using var folder = new TemporaryFolder();
        TestBundle.Create(folder.Path);
        var whole = File.ReadAllBytes(folder.File(ModelManifest.FileName));
        var edit = Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Const(1), Gen.Byte.Select(b => new[] { b }));

        edit.Array[1, 2].Sample(
            edits =>
            {
                File.WriteAllBytes(folder.File(ModelManifest.FileName), Apply(whole, edits));
                return IsReadOrRefused(() => Bundle.Open(folder.Path));
            },
            iter: 1000,
            threads: 1);
    }

    private static Gen<byte[]> Fragment { get; } = Gen.OneOf(
        Gen.Byte.Array[0, 6],
        Gen.Int[0, Fragments.Length - 1].Select(i => Encoding.UTF8.GetBytes(Fragments[i])));

    private static byte[] Apply(byte[] whole, (int Start, int Removed, byte[] Added)[] edits)
    {
        var bytes = whole.ToList();
        foreach (var (start, removed, added) in edits)
        {
            var at = Math.Min(start, bytes.Count);
            bytes.RemoveRange(at, Math.Min(removed, bytes.Count - at));
            bytes.InsertRange(at, added);
        }

        return [.. bytes];
    }

    private static bool IsReadOrRefused(Action read)
    {
        try
        {
            read();
        }
        catch (BundleException e)
        {
            return e.Message.Length > 0;
        }

        return true;
    }
}
