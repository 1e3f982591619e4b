using DavidBert.Testing;

namespace DavidBert.Cli.Tests;

public sealed class TokenizeTests : IDisposable
{
    private readonly TestBundle bundle = new();

    public void Dispose() => bundle.Dispose();

    [Fact]
    public async Task Tokenize_Phrase_ShowsPiecesAboveTheirIds()
    {
        var run = await DavidBertProcess.RunAsync(["tokenize", "--model", bundle.Folder, "very chonky"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal<string[]>(
            ["very chonky", "pieces [CLS] very cho ##nky [SEP]", "ids 4 9 13 14 5"],
            [.. run.Lines.Select(Squeeze)]);
        Assert.Equal(
            run.Lines[1].IndexOf("##nky", StringComparison.Ordinal),
            run.Lines[2].IndexOf("14", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tokenize_LongerThanMaxLength_IsNotTruncated()
    {
        var phrase = string.Join(' ', Enumerable.Repeat("very", 10 * TestBundle.MaxLength));
        var run = await DavidBertProcess.RunAsync(["tokenize", "--model", bundle.Folder], phrase);

        Assert.Equal((10 * TestBundle.MaxLength) + 3, Squeeze(run.Lines[1]).Split(' ').Length);
    }

    [Fact]
    public async Task TokenizeJsonl_BadLinesAmongGoodOnes_AreToldByNumber()
    {
        const string Input = """
            {"text": "fishy"}
            not json
            {"other": 1}
            {"text": 5}
            [1]

            {"text": "\ud800"}
            {"text": "caf\u00e9", "more": NaN}
            """;
        var run = await DavidBertProcess.RunAsync(["tokenize", "--jsonl", "--model", bundle.Folder], Input);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal<string[]>(
            ["""{"text":"fishy","input_ids":[4,10,5]}""", """{"text":"café","input_ids":[4,20,5]}"""], run.Lines);
        var errors = run.Error.TrimEnd().Split('\n');
        Assert.Equal<string[]>(
            ["2", "3", "4", "5", "7"], [.. errors.Select(e => e.Split("Line ")[1].Split(' ')[0])]);
    }

    private static string Squeeze(string line)
        => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
