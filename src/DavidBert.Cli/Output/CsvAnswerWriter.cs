using System.Globalization;
using CsvHelper;

namespace DavidBert.Cli.Output;

/// <summary>
/// Columns <c>text,word,score,error</c>, then <c>word_2,score_2</c> …, and last <c>confident</c> (true or false) where the bundle
/// tells it; the error is its code, scores have 4 decimals.
/// </summary>
internal sealed class CsvAnswerWriter : AnswerWriter
{
    private static readonly CsvWriterOptions Options = CsvWriterOptions.Default with
    {
        NewLine = "\n",
        Quoting = CsvQuoting.WhenNeededOrWhitespace,
    };

    private readonly CsvWriter csv;
    private readonly int top_k;
    private readonly bool tellsConfidence;

    public CsvAnswerWriter(Stream output, int top_k, bool tellsConfidence)
    {
        (this.top_k, this.tellsConfidence) = (top_k, tellsConfidence);
        csv = CsvWriter.Create(output, Options, leaveOpen: true);
        csv.WriteHeader([.. Columns(top_k), .. tellsConfidence ? ["confident"] : (string[])[]]);
    }

    public override void Write(Answer answer)
    {
        csv.WriteField(answer.Text);
        csv.WriteField(answer.Word);
        csv.WriteField(Format(answer.Score));
        csv.WriteField(answer.Error?.Code);
        for (var place = 1; place < top_k; place++)
        {
            ScoredWord? next = place < answer.TopK?.Count ? answer.TopK[place] : null;
            csv.WriteField(next?.Word);
            csv.WriteField(Format(next?.Score));
        }

        if (tellsConfidence)
        {
            csv.WriteField(answer.Confident switch { true => "true", false => "false", null => null });
        }

        csv.EndRecord();
    }

    public override Task FlushAsync() => csv.FlushAsync().AsTask();

    public override ValueTask DisposeAsync() => csv.DisposeAsync();

    private static IEnumerable<string> Columns(int top_k) =>
        Enumerable.Range(2, top_k - 1)
            .SelectMany(place => (string[])[$"word_{place}", $"score_{place}"])
            .Prepend("error").Prepend("score").Prepend("word").Prepend("text");

    private static string? Format(float? score) => score?.ToString("F4", CultureInfo.InvariantCulture);
}
