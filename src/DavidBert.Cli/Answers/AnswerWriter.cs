using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using DavidBert.Cli.Shell;

namespace DavidBert.Cli.Answers;

/// <summary>Writes answers in one of the formats, one after another.</summary>
internal abstract class AnswerWriter : IAsyncDisposable
{
    /// <summary>The writer of a format.</summary>
    /// <param name="format">The format.</param>
    /// <param name="output">Where to write; stays open.</param>
    /// <param name="topK">How many words an answer has at most.</param>
    /// <param name="tellsConfidence">Whether answers say if they are confident.</param>
    /// <param name="phrases">All phrases, if they are known beforehand: the answers are aligned.</param>
    public static AnswerWriter Create(
        AnswerFormat format, Stream output, int topK, bool tellsConfidence, IReadOnlyList<string> phrases) =>
        format switch
        {
            AnswerFormat.Json => new JsonAnswerWriter(output),
            AnswerFormat.Csv => new CsvAnswerWriter(output, topK, tellsConfidence),
            AnswerFormat.Text when Terminal.HasColors => new ColorAnswerWriter(output, phrases),
            AnswerFormat.Text => new TextAnswerWriter(output, phrases),
        };

    /// <summary>Writes an answer, perhaps into a buffer.</summary>
    public abstract void Write(Answer answer);

    /// <summary>Hands everything written to the reader.</summary>
    public abstract Task FlushAsync();

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}

/// <summary>How answers are written.</summary>
internal enum AnswerFormat
{
    /// <summary>A line to read: phrase → word, score.</summary>
    Text,

    /// <summary>One JSON object per line.</summary>
    Json,

    /// <summary>Columns text, word, score, error, then word_2, score_2 ….</summary>
    Csv,
}

/// <summary>
/// Columns <c>text,word,score,error</c>, then <c>word_2,score_2</c> …, then <c>confident</c> if the bundle tells it,
/// and last <c>truncated</c>: whether only the phrase's beginning was read. The error is its code; scores have 4
/// decimals.
/// </summary>
internal sealed class CsvAnswerWriter : AnswerWriter
{
    private static readonly CsvWriterOptions Options = CsvWriterOptions.Default with
    {
        NewLine = "\n",
        Quoting = CsvQuoting.WhenNeededOrWhitespace,
    };

    private readonly CsvWriter csv;
    private readonly int topK;
    private readonly bool tellsConfidence;

    public CsvAnswerWriter(Stream output, int topK, bool tellsConfidence)
    {
        (this.topK, this.tellsConfidence) = (topK, tellsConfidence);
        csv = CsvWriter.Create(output, Options, leaveOpen: true);
        csv.WriteHeader([.. Columns(topK), .. tellsConfidence ? ["confident"] : (string[])[], "truncated"]);
    }

    public override void Write(Answer answer)
    {
        csv.WriteField(answer.Text);
        csv.WriteField(answer.Word);
        csv.WriteField(Format(answer.Score));
        csv.WriteField(answer.Error?.Code);
        for (var place = 1; place < topK; place++)
        {
            ScoredWord? next = answer.Word is not null && place < answer.TopK?.Count ? answer.TopK[place] : null;
            csv.WriteField(next?.Word);
            csv.WriteField(Format(next?.Score));
        }

        if (tellsConfidence)
        {
            csv.WriteField(Format(answer.Confident));
        }

        csv.WriteField(Format(answer.Truncated));
        csv.EndRecord();
    }

    public override Task FlushAsync() => csv.FlushAsync().AsTask();

    public override ValueTask DisposeAsync() => csv.DisposeAsync();

    private static IEnumerable<string> Columns(int topK) =>
        Enumerable.Range(2, topK - 1)
            .SelectMany(place => (string[])[$"word_{place}", $"score_{place}"])
            .Prepend("error").Prepend("score").Prepend("word").Prepend("text");

    private static string? Format(bool? value) => value switch { true => "true", false => "false", null => null };

    private static string? Format(float? score) => score?.ToString("F4", CultureInfo.InvariantCulture);
}

/// <summary>One JSON object per line; scores with at most 6 decimals.</summary>
internal sealed class JsonAnswerWriter : AnswerWriter
{
    private const int ScoreDecimals = 6;

    private readonly Stream output;
    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly Utf8JsonWriter json;

    public JsonAnswerWriter(Stream output)
    {
        this.output = output;
        json = new Utf8JsonWriter(
            buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
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
            if (answer.Answered is { } answered)
            {
                json.WriteBoolean("answered", answered);
            }
            else
            {
                WriteWord(answer.Word!, answer.Score!.Value);
            }

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
            if (answer.ReadAs is { } readAs)
            {
                json.WriteString("read_as", readAs);
            }

            WriteDefinitions(answer);
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

    private void WriteDefinitions(Answer answer)
    {
        if (answer.Definitions is not { } definitions)
        {
            return;
        }

        json.WriteStartArray("definitions");
        foreach (var (term, definition) in definitions)
        {
            json.WriteStartObject();
            json.WriteString("term", term);
            json.WriteString("text", definition);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteWord(string word, float score)
    {
        json.WriteString("word", word);
        json.WriteNumber("score", Math.Round((double)score, ScoreDecimals));
    }
}
