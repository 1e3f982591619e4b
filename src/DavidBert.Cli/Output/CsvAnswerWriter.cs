using System.Globalization;
using CsvHelper;

namespace DavidBert.Cli.Output;

/// <summary>Columns <c>text,word,score,error</c>, then <c>word_2,score_2</c> …; the error is its code, scores have 4 decimals.</summary>
internal sealed class CsvAnswerWriter : AnswerWriter
{
    private static readonly CsvWriterOptions Options = CsvWriterOptions.Default with
    {
        NewLine = "\n",
        Quoting = CsvQuoting.WhenNeededOrWhitespace,
    };

    private readonly CsvWriter csv;
    private readonly int top_k;

    public CsvAnswerWriter(Stream output, int top_k)
    {
        this.top_k = top_k;
        csv = CsvWriter.Create(output, Options, leaveOpen: true);
        csv.WriteHeader([.. Columns(top_k)]);
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
