using System.Diagnostics;
using System.Globalization;
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

        List<string> facts = [Text($"{report.Labelled:N0} of {report.Rows:N0} rows have a word")];
        if (report.BelowMinimum > 0)
        {
            facts.Add(Text($"{report.BelowMinimum:N0} below the minimum score"));
        }

        if (report.Unanswered is { } unanswered)
        {
            facts.Add(Text($"{unanswered.Count:N0} that no word fits (line {unanswered.FirstLines[0]})"));
        }

        facts.AddRange(report.Errors.Select(error =>
            Text($"{error.Value.Count:N0} {error.Key} (line {error.Value.FirstLines[0]})")));
        StandardError.WriteLine(
            Text($"{table.Name} → {table.Target}: {string.Join(", ", facts)}; {report.Seconds:F1} s"));
        foreach (var note in report.Notes ?? [])
        {
            StandardError.WriteLine($"{table.Name}: {note}");
        }

        StandardError.Try(() => ShowChart(report));
    }

    private static void ShowChart(LabelReport report)
    {
        if (report.Words.Count > 0)
        {
            var chart = new BarChart { Width = ChartWidth };
            chart.AddItems(
                report.Words.Take(MostWords),
                word => new BarChartItem(Markup.Escape(word.Key), word.Value, Color.Green));
            Terminal.ErrorConsole().Write(chart);
        }
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

/// <summary>A bar on standard error: rows, rows per second, time left. Nothing if that is not a terminal.</summary>
internal static class LabelProgressBar
{
    /// <summary>Shows the bar while <paramref name="label"/> labels a table, and returns what that returns.</summary>
    public static Task<LabelOutcome> RunAsync(
        PlannedTable table, bool quiet, Func<Action<TableProgress>, Task<LabelOutcome>> label)
    {
        if (quiet || Console.IsErrorRedirected)
        {
            return label(static _ => { });
        }

        return Terminal.ErrorConsole().Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var name = Markup.Escape(Terminal.OneLine(Path.GetFileName(table.Name)));
                var task = context.AddTask(name, maxValue: 1);
                task.IsIndeterminate = true;
                var (started, first) = (Stopwatch.GetTimestamp(), (long?)null);
                return await label(progress =>
                {
                    first ??= progress.Rows;
                    var seconds = Math.Max(0.1, Stopwatch.GetElapsedTime(started).TotalSeconds);
                    var rate = (progress.Rows - first.Value) / seconds;
                    task.IsIndeterminate = progress.Share is null;
                    task.Value = progress.Share ?? 0;
                    task.Description = string.Create(
                        CultureInfo.InvariantCulture, $"{name}  {progress.Rows:N0} rows  {rate:N0} rows/s");
                });
            });
    }
}
