using DavidBert.Cli.Output;
using DavidBert.Labelling;
using Spectre.Console;

namespace DavidBert.Cli.Labelling;

/// <summary>The most frequent words as bars, on standard error.</summary>
internal static class WordChart
{
    private const int MostWords = 10;
    private const int Width = 60;

    /// <summary>Shows the chart; nothing where there is no word.</summary>
    public static void Show(LabelReport report)
    {
        if (report.Words.Count == 0)
        {
            return;
        }

        var chart = new BarChart { Width = Width };
        chart.AddItems(report.Words.Take(MostWords), word => new BarChartItem(Markup.Escape(word.Key), word.Value, Color.Green));
        try
        {
            Terminal.ErrorConsole().Write(chart);
        }
        catch (IOException)
        {
            // Nobody sees it; the labelled file is there.
        }
    }
}
