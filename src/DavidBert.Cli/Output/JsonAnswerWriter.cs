using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DavidBert.Cli.Output;

/// <summary>One JSON object a line; scores with at most 6 decimals.</summary>
internal sealed class JsonAnswerWriter : AnswerWriter
{
    private const int ScoreDecimals = 6;

    private readonly Stream output;
    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly Utf8JsonWriter json;

    public JsonAnswerWriter(Stream output)
    {
        this.output = output;
        json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public override void Write(Answer answer)
    {
        json.WriteStartObject();
        json.WriteString("text", answer.Text);
        if (answer.Error is { } error)
        {
            json.WriteStartObject("error");
            json.WriteString("code", error.Code);
            json.WriteString("detail", error.Detail);
            json.WriteEndObject();
        }
        else
        {
            WriteWord(answer.Word!, answer.Score!.Value);
            if (answer.Confident is { } confident)
            {
                json.WriteBoolean("confident", confident);
            }

            json.WriteStartArray("top_k");
            foreach (var (word, score) in answer.TopK!)
            {
                json.WriteStartObject();
                WriteWord(word, score);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteBoolean("truncated", answer.Truncated!.Value);
        }

        json.WriteEndObject();
        json.Flush();
        json.Reset();
        buffer.Write("\n"u8);
    }

    public override async Task FlushAsync()
    {
        await output.WriteAsync(buffer.WrittenMemory);
        await output.FlushAsync();
        buffer.ResetWrittenCount();
    }

    public override ValueTask DisposeAsync() => json.DisposeAsync();

    private void WriteWord(string word, float score)
    {
        json.WriteString("word", word);
        json.WriteNumber("score", Math.Round((double)score, ScoreDecimals));
    }
}
