using DavidBert.Cli.Shell;
using DavidBert.Labelling;
using Spectre.Console;

namespace DavidBert.Cli.Labelling;

/// <summary>What became of a table: one line, and the most frequent words as bars, on standard error.</summary>
internal static class LabelSummary
{
    private const int MostWords = 10;
    private const int ChartWidth = 60;

    /// <summary>Tells how the labelling of a table ended.</summary>
    public static void Tell(PlannedTable table, LabelOutcome outcome)
    {
        var report = outcome.Report;
        if (!outcome.IsNew)
        {
            StandardError.WriteLine($"{table.Target} is there already, made from the same input, model and options.");
            return;
        }

        StandardError.WriteLine(
            Text($"{table.Name} → {table.Target}: {string.Join(", ", Facts(report))}; {report.Seconds:F1} s"));
        foreach (var note in report.Notes ?? [])
        {
            StandardError.WriteLine($"{table.Name}: {note}");
        }

        StandardError.Try(() => ShowChart(report));
    }

    private static IEnumerable<string> Facts(LabelReport report)
    {
        var sure = report is { Confident: { } confident, Labelled: > 0 }
            ? Text($" ({confident:N0} confident, {report.Low?.Count ?? 0:N0} low)")
            : string.Empty;
        var verb = Counted.Form(report.Rows == 1 ? report.Rows : report.Labelled, "has", "have"); // "0 of 1 row has"
        yield return Text($"{report.Labelled:N0} of {Counted.Of(report.Rows, "row")} ") + $"{verb} a word{sure}";
        if (report.ReadAs is { } readAs)
        {
            yield return Text($"{readAs.Count:N0} read as meant ({readAs.Place})");
        }

        if (report.BelowMinimum > 0)
        {
            yield return Text($"{report.BelowMinimum:N0} below the minimum score");
        }

        if (report.Unanswered is { } unanswered)
        {
            yield return Text($"{unanswered.Count:N0} that no word fits ({unanswered.Place})");
        }

        foreach (var (code, rows) in report.Errors)
        {
            yield return Text($"{rows.Count:N0} {code} ({rows.Place})");
        }
    }

    private static void ShowChart(LabelReport report)
    {
        var console = Terminal.ErrorConsole();
        var counts = LabelCounts.Of(report).ToList();
        if (counts.Count > 1)
        {
            Show(counts.Select(count => (count.Name, count.Rows)), Color.Blue);
        }

        if (report.Words.Count > 0)
        {
            Show(report.Words.Take(MostWords).Select(word => (word.Key, word.Value)), Color.Green);
        }

        void Show(IEnumerable<(string Name, long Rows)> bars, Color color)
        {
            var chart = new BarChart { Width = ChartWidth };
            chart.AddItems(bars, bar => new BarChartItem(Markup.Escape(bar.Name), bar.Rows, color));
            console.Write(chart);
        }
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
