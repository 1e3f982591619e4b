using System.Globalization;

namespace DavidBert.Cli.Output;

/// <summary>A line to read: <c>phrase → word  score</c>, a tick where the answer is confident, further words behind it.</summary>
internal sealed class TextAnswerWriter(Stream output, IReadOnlyList<string> phrases) : AnswerWriter
{
    private readonly StreamWriter text = StandardOutput.Writer(output);
    private readonly PhraseColumn column = new(phrases);

    public override void Write(Answer answer) =>
        text.Write($"{column.Format(answer.Text)} → {(answer.Error is { } error ? $"({error.Code}) {error.Detail}" : Words(answer))}\n");

    public override Task FlushAsync() => text.FlushAsync();

    public override ValueTask DisposeAsync() => text.DisposeAsync();

    private static string Words(Answer answer) =>
        string.Join(", ", answer.TopK!.Select((k, place) => string.Create(
            CultureInfo.InvariantCulture, $"{k.Word}  {k.Score:F4}{(place == 0 && answer.Confident is true ? " ✓" : "")}")))
        + (answer.Truncated is true ? "  (only its beginning was read)" : string.Empty);
}
