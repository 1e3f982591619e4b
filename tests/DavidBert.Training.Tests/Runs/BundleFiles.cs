using DavidBert.Bundles;

namespace DavidBert.Training.Tests.Runs;

/// <summary>The files of a bundle that a training decides on.</summary>
internal static class BundleFiles
{
    public static void AssertEqual(string expected, string actual)
    {
        foreach (var name in (string[])[Bundle.ModelFile, Bundle.WordsFile, ModelManifest.FileName])
        {
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(expected, name)), File.ReadAllBytes(Path.Combine(actual, name)));
        }
    }
}
