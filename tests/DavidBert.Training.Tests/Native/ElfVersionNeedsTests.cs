using CsCheck;
using DavidBert.Training.Native;

namespace DavidBert.Training.Tests.Native;

public sealed class ElfVersionNeedsTests
{
    private const string Version = "GLIBCXX_3.4.32";

    [Fact]
    public void MarkWeak_TorchSharpsLibrary_ChangesOneFlagOnly()
    {
        var library = ReadLibrary();

        var marked = ElfVersionNeeds.MarkWeak(library, Version);

        var at = Assert.Single(Enumerable.Range(0, library.Length), i => library[i] != marked[i]);
        Assert.Equal(0, library[at]);
        Assert.Equal(2, marked[at]);
    }

    [Theory]
    [InlineData("GLIBCXX_3.4.999")]
    [InlineData("GLIBCXX_3.4.3")]
    public void MarkWeak_VersionNotAskedFor_Refuses(string version)
    {
        var error = Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.MarkWeak(ReadLibrary(), version));

        Assert.Contains(version, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(64)]
    [InlineData(500)]
    [InlineData(5000)]
    public void MarkWeak_LibraryCutShort_Refuses(int length)
    {
        var library = ReadLibrary();

        Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.MarkWeak(library.AsSpan(0, length), Version));
    }

    [Fact]
    public void MarkWeak_DamagedTables_RefusesOrAnswersButNeverReadsOutside()
    {
        var library = ReadLibrary();
        var marked = ElfVersionNeeds.MarkWeak(library, Version);
        var flag = Enumerable.Range(0, library.Length).First(i => library[i] != marked[i]);
        var dynamicSection = Enumerable.Range(0, BitConverter.ToUInt16(library, 56)).Select(i => 64 + (56 * i))
            .Where(at => BitConverter
                .ToUInt32(library, at) == 2).Select(at => (int)BitConverter.ToInt64(library, at + 8)).Single();
        var place = Gen.OneOf(
            Gen.Int[0, 1023],
            Gen.Int[dynamicSection, dynamicSection + 511],
            Gen.Int[flag - 256, flag + 256]);

        Gen.Select(place, Gen.Byte).Array[1, 8].Sample(changes =>
        {
            var damaged = library.ToArray();
            foreach (var (at, value) in changes)
            {
                damaged[at] = value;
            }

            try
            {
                Assert.Equal(damaged.Length, ElfVersionNeeds.MarkWeak(damaged, Version).Length);
            }
            catch (InvalidDataException)
            {
            }
        }, iter: 300);
    }

    private static byte[] ReadLibrary()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        Assert.SkipUnless(
            File.Exists(path),
            $"'{path}' is not there: this is no portable build with TorchSharp's package.");
        return File.ReadAllBytes(path);
    }
}
