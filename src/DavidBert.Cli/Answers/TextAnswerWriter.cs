using System.Globalization;
using DavidBert.Cli.Shell;
using Spectre.Console;

namespace DavidBert.Cli.Answers;

/// <summary>
/// A line to read: <c>phrase → word  score</c>, a tick if the answer is confident, then further words.
/// </summary>
internal sealed class TextAnswerWriter(Stream output, IReadOnlyList<string> phrases) : AnswerWriter
{
    /// <summary>What is said of a phrase that is too long for the model.</summary>
    internal const string TruncationNote = "only its beginning was read";

    private readonly StreamWriter text = StandardOutput.Writer(output);
    private readonly PhrasePadding column = new(phrases);

    public override void Write(Answer answer)
    {
        var found = answer.Error is { } error ? $"({error.Code}) {error.Detail}" : Words(answer);
        text.Write($"{column.Format(answer.Text)} → {found}\n");
    }

    public override Task FlushAsync() => text.FlushAsync();

    public override ValueTask DisposeAsync() => text.DisposeAsync();

    private static string Words(Answer answer) => answer.Answered is false ? "(nothing fits)" : Scored(answer);

    private static string Scored(Answer answer) =>
        string.Join(", ", answer.TopK!.Select((k, place) => string.Create(
            CultureInfo.InvariantCulture,
            $"{k.Word}  {k.Score:F4}{(place == 0 && answer.Confident is true ? " ✓" : "")}")))
        + (answer.ReadAs is { } readAs ? $"  (read as '{readAs}')" : string.Empty)
        + (answer.Truncated is true ? $"  ({TruncationNote})" : string.Empty);
}

/// <summary>The text form in colours, for a terminal.</summary>
internal sealed class ColorAnswerWriter : AnswerWriter
{
    private readonly StreamWriter text;
    private readonly IAnsiConsole console;
    private readonly PhrasePadding column;

    public ColorAnswerWriter(Stream output, IReadOnlyList<string> phrases)
    {
        text = StandardOutput.Writer(output);
        console = Terminal.ConsoleOver(text);
        column = new PhrasePadding(phrases);
    }

    public override void Write(Answer answer)
    {
        var phrase = Markup.Escape(column.Format(answer.Text));
        var found = answer.Error is { } error ? Failure(error) : Words(answer);
        console.Write(new Markup($"{phrase} [grey]→[/] {found}\n"));
    }

    public override Task FlushAsync() => text.FlushAsync();

    public override ValueTask DisposeAsync() => text.DisposeAsync();

    private static string Failure(AnswerError error) => $"[red]({error.Code})[/] {Markup.Escape(error.Detail)}";

    private static string Words(Answer answer)
    {
        if (answer.Answered is false)
        {
            return "[grey](nothing fits)[/]";
        }

        var words = answer.TopK!.Select((k, place) => string.Create(
            CultureInfo.InvariantCulture,
            $"{(place == 0 ? $"[bold green]{k.Word}[/]" : k.Word)}  [grey]{k.Score:F4}[/]{Tick(answer, place)}"));
        return string.Join(", ", words)
            + (answer.ReadAs is { } readAs ? $"  [grey](read as '{Markup.Escape(readAs)}')[/]" : string.Empty)
            + (answer.Truncated is true ? $"  [yellow]({TextAnswerWriter.TruncationNote})[/]" : string.Empty);
    }

    private static string Tick(Answer answer, int place) =>
        place == 0 && answer.Confident is true ? " [green]✓[/]" : string.Empty;
}

/// <summary>The first column: phrases on one line each, padded to one width.</summary>
internal sealed class PhrasePadding
{
    private const int WidthOfUnknown = 24;
    private const int MaxWidth = 48;

    private readonly int width;

    /// <param name="phrases">All phrases, if they are known; the longest sets the width.</param>
    public PhrasePadding(IReadOnlyList<string> phrases) => width = phrases.Count == 0
        ? WidthOfUnknown
        : Math.Min(MaxWidth, phrases.Max(phrase => Terminal.OneLine(phrase).Length));

    /// <summary>The phrase, padded.</summary>
    public string Format(string phrase) => Terminal.OneLine(phrase).PadRight(width);
}
