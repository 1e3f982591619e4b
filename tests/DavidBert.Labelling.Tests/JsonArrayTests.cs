using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace DavidBert.Labelling.Tests;

/// <summary>Tables that are JSON arrays, in any form that JSON may have.</summary>
public sealed class JsonArrayTests : IDisposable
{
    private readonly TableBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task LabelAsync_PrettyObjects_AreAnsweredAsTheSameArray() => Assert.Equal(
        "[\n  {\n    \"id\": 1.0e0,\n    \"text\": \"fi\\u0073hy\"\n  "
            + $",\"word\":\"smell\",\"score\":{Score("fishy")},\"error\":null}},\n"
            + $"  {{ \"text\": \"large\", \"x\": [1, {{\"a\": \"]\"}}],"
            + $"\"word\":\"size\",\"score\":{Score("large")},\"error\":null}}\n]\n",
        await LabelAsync("[\n  {\n    \"id\": 1.0e0,\n    \"text\": \"fi\\u0073hy\"\n  },\n"
            + "  { \"text\": \"large\", \"x\": [1, {\"a\": \"]\"}]}\n]\n"));

    [Fact]
    public async Task LabelAsync_Texts_BecomeObjects() => Assert.Equal(
        $"[{{\"phrase\":\"fi\\u0073hy\",\"word\":\"smell\",\"score\":{Score("fishy")},\"error\":null}} ,\n"
            + "{\"phrase\":\"\",\"word\":null,\"score\":null,\"error\":\"empty\"}]",
        await LabelAsync("[\"fi\\u0073hy\" ,\n\"\"]"));

    [Fact]
    public async Task LabelAsync_OtherElements_KeepTheirPlaces() => Assert.Equal(
        """[{"text":5,"word":null,"score":null,"error":"no_text"},"""
            + """{"line":7,"word":null,"score":null,"error":"no_text"},"""
            + """{"line":null,"word":null,"score":null,"error":"no_text"},"""
            + """{"word":null,"score":null,"error":"no_text"}]""",
        await LabelAsync("""[{"text":5},7,null,{}]"""));

    [Theory]
    [InlineData("[]")]
    [InlineData("[ \n ] \n")]
    [InlineData("")]
    public async Task LabelAsync_NoElements_IsTheSame(string json) => Assert.Equal(json, await LabelAsync(json));

    [Theory]
    [InlineData("[{\"text\":\"a\"}", "damaged")]
    [InlineData("[{\"text\":\"a\"},", "damaged")]
    [InlineData("[{\"text\":\"a\"},]", "damaged")]
    [InlineData("[{\"text\":\"a\"} {\"text\":\"b\"}]", "damaged")]
    [InlineData("[{\"text\":\"a\"}] {}", "damaged")]
    [InlineData("[{\"text\":\"a}]", "damaged")]
    [InlineData("[] x", "damaged")]
    [InlineData("{\n \"items\": [\"a\"]\n}\n", "not_rows")]
    [InlineData("phrase\nfishy\n", "not_rows")]
    public async Task LabelAsync_NotAnArray_IsRefused(string json, string code) =>
        Assert.Equal(code, await bench.FailAsync(Encoding.UTF8.GetBytes(json), name: "a.json"));

    [Theory]
    [InlineData("[\n {\"text\":\"a\"}\n]", "a.csv", TableFormat.Json)]
    [InlineData("[\n {\"text\":\"a\"}\n]", null, TableFormat.Json)]
    [InlineData("[\"a\"]", null, TableFormat.Json)]
    [InlineData("[\"a\"]", "a.json.gz", TableFormat.Json)]
    [InlineData("{\"text\":\"a\"}\n{\"text\":\"b\"}\n", "a.json", TableFormat.Jsonl)]
    [InlineData("[1],phrase\n2,a\n", "a.csv", TableFormat.Csv)]
    [InlineData("[sic]\nfishy\n", "a.txt", TableFormat.Txt)]
    public async Task OpenAsync_Json_IsToldByItsContent(string json, string? name, TableFormat format)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var isCompressed = name?.EndsWith(".gz", StringComparison.Ordinal) is true;
        await using var input = await TableInput.OpenAsync(
            new MemoryStream(isCompressed ? TableBench.Gzip(bytes) : bytes), new LabelOptions(), name);

        Assert.Equal(format, input.Layout.Dialect.Format);
    }

    [Fact]
    public async Task LabelAsync_AnyArray_KeepsItsValuesAndIsTheChunksOneAfterAnother()
    {
        var value = Gen.OneOf(
            Gen.String.Select(text => (JsonNode?)JsonValueOf(text)), Gen.Int.Select(number => (JsonNode?)number),
            Gen.Const((JsonNode?)null),
            Gen.String.Array[0, 3].Select(texts => (JsonNode?)new JsonArray([.. texts.Select(JsonValueOf)])));
        var element = Gen.Select(Gen.String, value, Gen.Bool).Select((text, other, isObject) => isObject
            ? (JsonNode?)new JsonObject { ["text"] = JsonValueOf(text), ["o"] = other?.DeepClone() }
            : other?.DeepClone());
        var arrays = Gen.Select(element.Array[1, 20], Gen.Bool, Gen.Enum<TableEncoding>());
        await arrays.SampleAsync(async (elements, isIndented, encoding) =>
        {
            var form = new JsonSerializerOptions { WriteIndented = isIndented };
            var text = new JsonArray([.. elements]).ToJsonString(form);
            byte[] table = [.. TextEncoding.Mark(encoding), .. TextEncoding.Of(encoding).GetBytes(text)];
            var options = new LabelOptions
            {
                Column = "text",
                ChunkBytes = 64,
                Format = TableFormat.Json,
                Encoding = encoding,
            };
            var (output, report) = await bench.LabelAsync(table, options);
            Assert.Equal(elements.Length, report.Rows);
            var json = TextEncoding.Of(encoding).GetString(output.AsSpan(TextEncoding.Mark(encoding).Length));
            var labelled = JsonNode.Parse(json)!.AsArray();
            Assert.All(elements.Zip(labelled), pair => AssertKept(pair.First, pair.Second!.AsObject()));
            Assert.Equal(output, await ChunksAsync(table, options));
        }, iter: 300);
    }

    [Fact]
    public async Task LabelAsync_FromAnyCheckpoint_WritesTheRest()
    {
        var rows = string.Join(",\n ", Enumerable.Repeat("{\"text\":\"fishy\"}", 20));
        var table = Encoding.UTF8.GetBytes($"[\n {rows}\n]\n");
        var options = new LabelOptions { ChunkBytes = 64 };
        var checkpoints = new List<(TablePosition Position, int Written)>();
        await using var input = await TableInput.OpenAsync(new MemoryStream(table), options, "a.json");
        using var output = new MemoryStream();
        await new TableLabeller(bench.Predictor, options).LabelAsync(input, output, new LabelRun
        {
            Checkpoint = (checkpoint, _) =>
            {
                checkpoints.Add((checkpoint.Position, (int)output.Length));
                return ValueTask.CompletedTask;
            },
        });
        Assert.InRange(checkpoints.Count, 2, 20);
        foreach (var (position, written) in checkpoints)
        {
            var (rest, _) = await bench.LabelAsync(table, options, "a.json", new LabelRun { From = position });
            Assert.Equal<byte[]>(output.ToArray(), [.. output.ToArray()[..written], .. rest]);
        }
    }

    [Theory]
    [InlineData("""{"text":"fishy","n":NaN}""")]
    [InlineData("""{"text":"fishy","n":[-Infinity, Infinity],"NaN":"NaN \" Infinity"}""")]
    [InlineData("""{"n":NaN,"text":"fishy"}""")]
    public async Task LabelAsync_NumbersAsPythonWritesThem_AreKept(string line) => Assert.Equal(
        $"{line[..^1]},\"word\":\"smell\",\"score\":{Score("fishy")},\"error\":null}}",
        await bench.LabelAsync(line, name: "a.jsonl"));

    [Theory]
    [InlineData(65)]
    [InlineData(5_000)]
    public async Task LabelAsync_DeepJson_IsReadToItsGround(int depth)
    {
        var line = $"{{\"text\":\"fishy\",\"x\":{new string('[', depth)}{new string(']', depth)}}}";

        var output = await bench.LabelAsync(line, name: "a.jsonl");

        Assert.StartsWith($"{line[..^1]},\"word\":\"smell\"", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.jsonl", "\n", "{0}\n")]
    [InlineData("a.json", ",", "[{0}]")]
    public async Task LabelAsync_LateObjectWithATakenKey_IsPutIntoAnother(string name, string between, string around)
    {
        var row = "{\"text\":\"fishy\",\"filler\":\"" + new string('x', 2_000) + "\"}";
        var taken = "{\"text\":\"large\",\"WORD\":\"mine\"}";
        var rows = string.Join(between, Enumerable.Repeat(row, 10).Append(taken));
        var options = new LabelOptions { Limits = new LabelLimits { MaxRecordBytes = 1 << 12 } };
        var output = await bench.LabelAsync(string.Format(null, around, rows), options, name);

        Assert.Contains(
            $"{{\"line\":{taken},\"word\":\"size\",\"score\":{Score("large")},\"error\":null}}",
            output,
            StringComparison.Ordinal);
        Assert.DoesNotContain("davidbert_", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.jsonl", "{\"text\":\"fishy\"}\n")]
    [InlineData("a.json", "[{\"text\":\"fishy\"}]")]
    public async Task LabelAsync_ColumnThatNoObjectHas_IsRefused(string name, string table)
    {
        var options = new LabelOptions { Column = "typo" };
        var e = await Assert.ThrowsAsync<LabelException>(() => bench.LabelAsync(table, options, name));

        Assert.Equal("no_column", e.Code);
        Assert.Contains("'typo'", e.Message, StringComparison.Ordinal);
        Assert.Contains("text", e.Message, StringComparison.Ordinal);
    }

    private async Task<byte[]> ChunksAsync(byte[] table, LabelOptions options)
    {
        await using var input = await TableInput.OpenAsync(new MemoryStream(table), options);
        var labeller = new TableLabeller(bench.Predictor, options);
        using var output = new MemoryStream();
        await foreach (var chunk in TableSplitter.SplitAsync(input, options))
        {
            var content = new MemoryStream(table, (int)chunk.Start.Offset, (int)chunk.Length);
            await labeller.LabelChunkAsync(content, input.Layout, chunk, output);
        }

        return output.ToArray();
    }

    private static void AssertKept(JsonNode? element, JsonObject labelled)
    {
        Assert.True(labelled.ContainsKey("word") && labelled.ContainsKey("error"));
        if (element is JsonObject fields)
        {
            Assert.All(fields, field => Assert.True(JsonNode.DeepEquals(field.Value, labelled[field.Key])));
        }
        else
        {
            var name = element?.GetValueKind() == JsonValueKind.String ? "text" : "line";
            Assert.True(JsonNode.DeepEquals(element, labelled[name]));
        }
    }

    /// <summary>The text without halves of surrogate pairs, which JSON in UTF-8 cannot write.</summary>
    private static JsonNode JsonValueOf(string text) =>
        System.Text.Json.Nodes.JsonValue.Create(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)))!;

    private Task<string> LabelAsync(string table) => bench.LabelAsync(table, name: "a.json");

    private string Score(string phrase) => $"{bench.Predictor.Predict(phrase).Score:F4}";
}
