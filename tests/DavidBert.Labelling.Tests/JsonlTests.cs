using System.Text;
using System.Text.Json;

namespace DavidBert.Labelling.Tests;

public sealed class JsonlTests : IDisposable
{
    private readonly TableBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task LabelAsync_Objects_GainKeysAtTheEnd() => Assert.Equal(
        $$"""{"id": 1.0e0, "text":"fi\u0073hy" ,"word":"smell","score":{{Score("fishy")}},"error":null}""" + "\r\n"
            + """{"text":"","x":{"a":[1]},"word":null,"score":null,"error":"empty"}""",
        await LabelAsync("{\"id\": 1.0e0, \"text\":\"fi\\u0073hy\" }\r\n{\"text\":\"\",\"x\":{\"a\":[1]}}"));

    [Theory]
    [InlineData("""{"text":5}""", "no_text")]
    [InlineData("""{"text":null}""", "no_text")]
    [InlineData("""{"other":"fishy"}""", "no_text")]
    [InlineData("""{}""", "no_text")]
    [InlineData("""["fishy"]""", "no_object")]
    [InlineData("""{"text":"fishy" """, "no_object")]
    [InlineData("""{"text":"\ud800","n":1}""", "bad_encoding")]
    [InlineData("""{"\ud800":"fishy"}""", "no_object")]
    public async Task LabelAsync_LineWithoutPhrase_IsAnObjectWithAnError(string line, string code)
    {
        var output = (await LabelAsync("{\"text\":\"fishy\"}\n" + line + "\n\n{\"text\":\"large\"}\n")).Split('\n');

        using var document = JsonDocument.Parse(output[1]);
        Assert.Equal(code, document.RootElement.GetProperty("error").GetString());
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("word").ValueKind);
        if (string.Equals(code, "no_object", StringComparison.Ordinal))
        {
            Assert.Equal(line, document.RootElement.GetProperty("line").GetString());
        }
        else
        {
            Assert.StartsWith(line[..^1], output[1], StringComparison.Ordinal);
        }

        Assert.Empty(output[2]);
        Assert.Contains("\"word\":\"size\"", output[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task LabelAsync_LaterObjectWithATakenKey_GetsOtherNames()
    {
        var first = string.Concat(Enumerable.Repeat("{\"text\":\"fishy\"}\n", 100));
        var output = await LabelAsync(first + "{\"text\":\"fishy\",\"Score\":1}\n");

        Assert.EndsWith(
            $"{{\"text\":\"fishy\",\"Score\":1,"
            + $"\"davidbert_word\":\"smell\",\"davidbert_score\":{Score("fishy")},\"davidbert_error\":null}}\n",
            output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LabelAsync_TopK_WritesScoresAsNumbers()
    {
        var output = await LabelAsync("""{"text":"fishy"}""", new LabelOptions { TopK = 3 });

        using var document = JsonDocument.Parse(output);
        Assert.Equal<string[]>(
            ["text", "word", "score", "error", "word_2", "score_2", "word_3", "score_3"],
            [.. document.RootElement.EnumerateObject().Select(property => property.Name)]);
        foreach (var name in (string[])["score", "score_2", "score_3"])
        {
            Assert.Equal(JsonValueKind.Number, document.RootElement.GetProperty(name).ValueKind);
        }
    }

    [Fact]
    public async Task LabelAsync_BrokenUtf8_IsKept()
    {
        byte[] table = [.. "{\"text\":\"fishy\",\"x\":\""u8, 0xFF, .. "\"}\n{\"text\":\""u8, 0xFF, .. "\"}\n"u8];
        var (output, _) = await bench.LabelAsync(table, name: "a.jsonl");

        Assert.Equal<byte[]>(
            [
                .. "{\"text\":\"fishy\",\"x\":\""u8, 0xFF,
                .. Encoding.UTF8.GetBytes($"\",\"word\":\"smell\",\"score\":{Score("fishy")},\"error\":null}}\n"),
                .. "{\"text\":\""u8, 0xFF, .. "\",\"word\":null,\"score\":null,\"error\":\"bad_encoding\"}\n"u8,
            ],
            output);
    }

    [Fact]
    public async Task LabelAsync_Utf16_IsWrittenAsItWasRead()
    {
        byte[] Bytes(string text) => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)];
        var (output, _) = await bench.LabelAsync(Bytes("{\"text\":\"fishy\",\"y\":\"漢\"}\n"), name: "a.jsonl.gz"[..7]);

        Assert.Equal(
            Bytes($"{{\"text\":\"fishy\",\"y\":\"漢\",\"word\":\"smell\",\"score\":{Score("fishy")},\"error\":null}}\n"),
            output);
    }

    [Theory]
    [InlineData("""{"a":"x","b":1}""", "a")]
    [InlineData("""{"a":"x","text":"y"}""", "text")]
    [InlineData("""{"text":"x","phrase":"y"}""", "phrase")]
    public async Task OpenAsync_Objects_FindsTheText(string line, string column)
    {
        await using var input = await TableInput.OpenAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(line)),
            new LabelOptions());

        Assert.Equal(column, input.Layout.Column);
    }

    [Fact]
    public async Task LabelAsync_ObjectsWithTwoTexts_AsksForOne() => Assert.Equal(
        "no_column", await bench.FailAsync("""{"a":"x","b":"y"}"""u8.ToArray(), name: "a.jsonl"));

    private Task<string> LabelAsync(string table, LabelOptions? options = null) =>
        bench.LabelAsync(table, options, "a.jsonl");

    private string Score(string phrase) => $"{bench.Predictor.Predict(phrase).Score:F4}";
}
