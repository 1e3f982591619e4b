using System.Globalization;
using ScottPlot;

namespace DavidBert.Training.Reports;

/// <summary>The words that are confused most often, as a picture.</summary>
public static class ConfusionPlot
{
    private const int MostPairs = 24;
    private const int Margin = 260;
    private const int LabelHeight = 140;
    private const int CellWidth = 62;
    private const int CellHeight = 34;

    /// <summary>
    /// Writes a PNG of a matrix: a row for each expected word of the worst 24 pairs, a column for each word that was answered
    /// instead, and in each cell how often.
    /// </summary>
    /// <param name="confusions">All pairs, the most frequent first.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(IReadOnlyList<Confusion> confusions, string path)
    {
        Confusion[] worst = [.. confusions.Take(MostPairs)];
        string[] expected = [.. worst.Select(pair => pair.Expected).Distinct(StringComparer.Ordinal)];
        string[] got = [.. worst.Select(pair => pair.Got).Distinct(StringComparer.Ordinal)];
        var plot = new Plot();
        PlotStyle.Apply(plot, "Worst confusions", "answered", "expected");
        if (worst.Length > 0)
        {
            Draw(plot, confusions, expected, got);
        }

        var picture = plot.GetImage(Margin + (CellWidth * Math.Max(1, got.Length)), Margin + (CellHeight * Math.Max(1, expected.Length)));
        File.WriteAllBytes(path, picture.GetImageBytes(ImageFormat.Png));
    }

    private static void Draw(Plot plot, IReadOnlyList<Confusion> confusions, string[] expected, string[] got)
    {
        var counts = new double[expected.Length, got.Length];
        foreach (var pair in confusions)
        {
            var (row, column) = (Array.IndexOf(expected, pair.Expected), Array.IndexOf(got, pair.Got));
            if (row < 0 || column < 0)
            {
                continue;
            }

            counts[row, column] = pair.Count;
            var text = plot.Add.Text(pair.Count.ToString(CultureInfo.InvariantCulture), column, expected.Length - 1 - row);
            (text.LabelAlignment, text.LabelFontSize) = (Alignment.MiddleCenter, PlotStyle.TextSize - 2);
        }

        var map = plot.Add.Heatmap(counts);
        map.Colormap = new ScottPlot.Colormaps.CustomInterpolated([Colors.White, PlotStyle.Second]);
        plot.MoveToBack(map);
        plot.Axes.Left.SetTicks([.. Enumerable.Range(0, expected.Length).Select(i => (double)(expected.Length - 1 - i))], expected);
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, got.Length).Select(i => (double)i)], got);
        (plot.Axes.Bottom.TickLabelStyle.Rotation, plot.Axes.Bottom.TickLabelStyle.Alignment) = (-60, Alignment.UpperRight);
        plot.Axes.Bottom.MinimumSize = LabelHeight;
        plot.Axes.SetLimits(-0.5, got.Length - 0.5, -0.5, expected.Length - 0.5);
        plot.HideGrid();
    }
}
