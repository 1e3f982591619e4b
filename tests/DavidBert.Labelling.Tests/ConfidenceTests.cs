using System.Globalization;

namespace DavidBert.Labelling.Tests;

/// <summary>The column that says whether a word may be relied on.</summary>
public sealed class ConfidenceTests : IDisposable
{
    private static readonly LabelOptions Options = new() { Confident = true };

    private readonly TableBench bench = new(confidentAt: 0.5);

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task LabelAsync_AskedForConfidence_AddsItsColumnLast()
    {
        var (word, score) = bench.Predictor.Predict("the", 2, TestContext.Current.CancellationToken).TopK![1];
        var output = await bench.LabelAsync("phrase\nfishy\nthe\n", Options with { TopK = 2 });

        var lines = output.Split('\n');
        Assert.Equal("phrase,word,score,error,word_2,score_2,confident", lines[0]);
        Assert.EndsWith(",true", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(
            $",{word},{score.ToString("F4", CultureInfo.InvariantCulture)},false",
            lines[2],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task LabelAsync_RowWithoutAWord_HasNoConfidence() =>
        Assert.EndsWith(
            "\n,1,,,empty,\n",
            await bench.LabelAsync("phrase,id\n,1\n", Options),
            StringComparison.Ordinal);

    [Fact]
    public async Task LabelAsync_Jsonl_WritesItAsTrueFalseOrNull()
    {
        var lines = (await bench.LabelAsync(
            """{"text":"fishy"}""" + "\n" + """{"text":"the"}""" + "\n" + """{"text":""}""",
            Options)).Split('\n');

        Assert.EndsWith("""
            "error":null,"confident":true}
            """, lines[0], StringComparison.Ordinal);
        Assert.EndsWith("""
            "error":null,"confident":false}
            """, lines[1], StringComparison.Ordinal);
        Assert.EndsWith("""
            "error":"empty","confident":null}
            """, lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task LabelAsync_TakenName_GetsAPrefixAsTheOthersDo() => Assert.StartsWith(
        "phrase,confident,davidbert_word,davidbert_score,davidbert_error,davidbert_confident\n",
        await bench.LabelAsync("phrase,confident\n", Options), StringComparison.Ordinal);

    [Fact]
    public async Task LabelAsync_NotAsked_AddsNone() =>
        Assert.StartsWith(
            "phrase,word,score,error\n",
            await bench.LabelAsync("phrase\nfishy\n"),
            StringComparison.Ordinal);

    [Fact]
    public void Construct_ModelWithoutAThreshold_SaysSo()
    {
        using var other = new TableBench();

        var error = Assert.Throws<LabelException>(() => new TableLabeller(other.Predictor, Options));

        Assert.Contains("test 1.2.3 does not tell its confidence", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LabelAsync_AskedForDefinitions_AddsTheirColumnBehindIt() => Assert.StartsWith(
        "phrase,word,score,error,confident,definitions\nfishy,smell,",
        await bench.LabelAsync("phrase\nfishy\n", Options with { Definitions = true }), StringComparison.Ordinal);

    [Fact]
    public void Cells_AnswerWithADefinition_HoldTermAndText()
    {
        var phrase = new EncodedPhrase(0, [1, 2], 2, false, new Glossaries.Definition("chonky", "fat"), null);
        var answer = Answer.Of("chonky", [new ScoredWord("size", 0.5f)], phrase, confidentAt: null, null);
        var row = new RowAnswer("chonky", null) { Answer = answer };

        Assert.Equal(["size", "0.5000", null, "chonky: fat"], row.Cells(new LabelOptions { Definitions = true }));
    }
}
