using DavidBert.Testing;

namespace DavidBert.Cli.Tests;

public sealed class WordsTests : IDisposable
{
    private readonly TestBundle bundle = new();

    public void Dispose() => bundle.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("\t", "--counts")]
    public async Task Words_OfABundle_ListsWhatItCanAnswer(string behind, params string[] options)
    {
        var run = await DavidBertProcess.RunAsync(["words", "--model", bundle.Folder, .. options]);

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.Equal(
            TestBundle.Words.Where(Bundles.AnswerVocabulary.IsWord).Select(word => word + behind),
            run.Output.TrimEnd('\n').Split('\n'));
    }
}
