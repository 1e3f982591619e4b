using System.Globalization;
using DavidBert.Bundles;
using DavidBert.Tests.Tokenization;

namespace DavidBert.Tests.Graphs;

/// <summary>A bundle whose weights are too large to be parsed: they are taken from the file, which may change.</summary>
public sealed class LargeWeightsTests : IDisposable
{
    private static readonly PredictorOptions TwoThreads = new() { Threads = 2 };

    private static readonly string[] Phrases =
        [.. File.ReadLines(Path.Combine(TestFiles.DefaultBundle, "lexicon.tsv")).Skip(1)
            .Where((_, i) => i % 200 == 0).Select(row => row.Split('\t')[0])];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Predict_ModelIsOverwrittenAfterTheLoad_AnswersAsBefore(bool isCutOff)
    {
        var copy = CopyBundle("bundle");
        using var predictor = Predictor.Load(copy, TwoThreads);
        var before = Words(predictor);
        using (var model = File.OpenWrite(Path.Combine(copy, Bundle.ModelFile)))
        {
            model.Write(new byte[model.Length]);
            model.SetLength(isCutOff ? 0 : model.Length);
        }

        Assert.Equal(before, Words(predictor));
        Assert.Throws<BundleException>(() => Predictor.Load(copy, TwoThreads));
    }

    [Fact]
    public void Load_LinksToTheFilesOrTheFolder_AnswersAsTheFiles()
    {
        var copy = CopyBundle("ein Modell, groß");
        var (links, link) = (folder.CreateSubdirectory("links"), Path.Combine(folder.FullName, "link"));
        foreach (var file in Directory.EnumerateFiles(copy))
        {
            File.CreateSymbolicLink(Path.Combine(links.FullName, $"{Path.GetFileName(file)}"), file);
        }

        Directory.CreateSymbolicLink(link, links.FullName);
        string[] answers;
        using (var predictor = Predictor.Load(copy, TwoThreads))
        {
            answers = Words(predictor);
        }

        Assert.All([links.FullName, link], place =>
        {
            using var predictor = Predictor.Load(place, TwoThreads);
            Assert.Equal(answers, Words(predictor));
        });
    }

    private static string[] Words(Predictor predictor) =>
        [.. predictor.PredictBatch(Phrases).Select(answer => string.Create(
            CultureInfo.InvariantCulture, $"{answer.Text}: {answer.Word} {answer.Score}"))];

    private string CopyBundle(string name)
    {
        var copy = folder.CreateSubdirectory(name).FullName;
        var manifest = Bundle.ReadManifest(TestFiles.DefaultBundle);
        foreach (var file in manifest.Files.Keys.Append(ModelManifest.FileName))
        {
            File.Copy(Path.Combine(TestFiles.DefaultBundle, file), Path.Combine(copy, file));
        }

        return copy;
    }
}
