using DavidBert.Bundles;
using DavidBert.Glossaries;
using DavidBert.Testing;

namespace DavidBert.Tests.Prediction;

/// <summary>
/// Bundles that list their answers, read definitions, repair typing errors and may say that nothing fits.
/// </summary>
public sealed class PairPredictionTests : IDisposable
{
    private readonly PairBundle bundle = new(confidentAt: 0.5);

    [Fact]
    public void Predict_LabelOfAnyName_IsAnswered()
    {
        using var predictor = Predictor.Load(bundle.Folder);

        var answer = predictor.Predict("fishy", topK: 10);

        Assert.Equal(("SMELL 2", 3), (answer.Word, answer.TopK!.Count));
        Assert.Null(answer.Answered);
        Assert.Null(answer.Definitions);
        Assert.Null(answer.ReadAs);
        Assert.True(answer.Confident);
    }

    [Fact]
    public void Predict_WordOfTheGlossary_ReadsItsDefinition()
    {
        using var predictor = Predictor.Load(bundle.Folder);

        var answer = predictor.Predict("very chonky");

        Assert.Equal("size", answer.Word);
        Assert.Equal(new Definition("chonky", "fat"), Assert.Single(answer.Definitions!));
    }

    [Theory]
    [InlineData("very chonky")]
    [InlineData("not a very Chonky!")]
    public void Predict_IntensifiersBeforeAWordOfTheGlossary_ScoresAsTheWordAlone(string phrase)
    {
        using var predictor = Predictor.Load(bundle.Folder);

        Assert.Equal(predictor.Predict("chonky", 3).TopK, predictor.Predict(phrase, 3).TopK);
    }

    [Fact]
    public void Predict_WithoutDefinitions_ReadsNone()
    {
        using var predictor = Predictor.Load(bundle.Folder, new PredictorOptions { ReadsDefinitions = false });

        Assert.Null(predictor.Predict("chonky").Definitions);
    }

    [Fact]
    public void Predict_NothingFits_HasNoWord()
    {
        using var predictor = Predictor.Load(bundle.Folder);

        var answer = predictor.Predict("hello", topK: 2);

        Assert.Equal((false, null, null, false), (answer.Answered, answer.Word, answer.Score, answer.Confident));
        Assert.Equal(2, answer.TopK!.Count);
        Assert.DoesNotContain(AnswerVocabulary.NothingLine, answer.TopK.Select(word => word.Word));
    }

    [Fact]
    public void Predict_TypingError_IsReadAsMeant()
    {
        using var predictor = Predictor.Load(bundle.Folder);
        using var plain = Predictor.Load(bundle.Folder, new PredictorOptions { RepairsSpelling = false });

        var answer = predictor.Predict("very chokny");

        Assert.Equal(("very chonky", "size", "very chokny"), (answer.ReadAs, answer.Word, answer.Text));
        Assert.Null(plain.Predict("very chokny").ReadAs);
    }

    [Fact]
    public void Predict_GlossaryOfOnesOwn_GoesFirst()
    {
        var own = new GlossaryTable([KeyValuePair.Create("chonky", "smelling of")]);
        using var predictor = Predictor.Load(bundle.Folder, new PredictorOptions { Glossary = own });

        Assert.Equal("SMELL 2", predictor.Predict("chonky").Word);
    }

    [Fact]
    public void Reading_OptionsThatChangeAnswers_TellsThemApart()
    {
        static GlossaryTable Own(params string[] terms) =>
            new(terms.Select(term => KeyValuePair.Create(term, "smelling of")));
        PredictorOptions[] ways =
        [
            new(), new() { RepairsSpelling = false }, new() { ReadsDefinitions = false },
            new() { Glossary = Own("chonky") }, new() { Glossary = Own("chonky", "large") },
        ];

        Assert.Equal(ways.Length, ways.Select(way => way.Reading).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("", new PredictorOptions { Threads = 7, MaxCharacters = 9 }.Reading);
        Assert.Equal(Own("chonky", "large").Hash, Own("large", "chonky").Hash);
    }

    [Fact]
    public void Load_GlossaryForAModelOfOneSegment_SaysSo()
    {
        using var first = new TestBundle();
        var own = new GlossaryTable([KeyValuePair.Create("chonky", "fat")]);

        var error = Assert.Throws<BundleException>(
            () => Predictor.Load(first.Folder, new PredictorOptions { Glossary = own }));

        Assert.Contains("reads no definitions", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PredictBatch_WithAndWithoutDefinitions_AnswersAsAlone()
    {
        using var predictor = Predictor.Load(bundle.Folder);
        string[] phrases = ["chonky", "fishy", "very chonky", "hello", "large", "chokny", "hello there"];

        var together = predictor.PredictBatch(phrases);

        Assert.All(phrases.Zip(together), pair => Assert.Equivalent(predictor.Predict(pair.First), pair.Second));
    }

    [Fact]
    public void Open_SecondFormat_NamesItsFiles()
    {
        var opened = Bundle.Open(bundle.Folder);

        Assert.Equal(ModelManifest.CurrentFormat, opened.Manifest.Format);
        Assert.Equal(5, opened.Manifest.Files.Count);
        Assert.Equal(Path.Combine(bundle.Folder, Bundle.GlossaryFile), opened.GlossaryPath);
        File.AppendAllText(opened.GlossaryPath!, "zebra\tstriped\n");
        Assert.Throws<BundleException>(() => Bundle.Open(bundle.Folder));
    }

    [Fact]
    public void Write_BundleOfOneSegment_KeepsTheFirstFormat()
    {
        using var first = new TestBundle();

        Assert.Equal(ModelManifest.FirstFormat, Bundle.ReadManifest(first.Folder).Format);
    }

    public void Dispose() => bundle.Dispose();
}
