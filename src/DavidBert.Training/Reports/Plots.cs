using System.Globalization;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;
using ScottPlot;
using SkiaSharp;

namespace DavidBert.Training.Reports;

/// <summary>What the scores of a bundle are worth, as a picture.</summary>
internal static class ConfidencePlot
{
    private const int Width = 1200;
    private const int Height = 560;

    /// <summary>
    /// Writes a PNG of two panels: the share of right answers in each bin of scores, beside the diagonal of perfect
    /// calibration (a dot's area is the number of answers), and the share of wrong answers over the coverage, where the
    /// threshold of confidence is marked.
    /// </summary>
    /// <param name="reliability">The left panel.</param>
    /// <param name="risk">The right panel.</param>
    /// <param name="confidentShare">The share of confident answers, 0 to 1; null where there is no threshold.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(Reliability reliability, RiskCoverage risk, double? confidentShare, string path)
    {
        var panels = new Multiplot();
        panels.AddPlots(2);
        panels.Layout = new ScottPlot.MultiplotLayouts.Grid(rows: 1, columns: 2);
        Draw(panels.GetPlot(0), reliability);
        Draw(panels.GetPlot(1), risk, confidentShare);
        File.WriteAllBytes(path, panels.Render(Width, Height).GetImageBytes(ImageFormat.Png));
    }

    private static void Draw(Plot plot, Reliability reliability)
    {
        const float LargestDot = 40;
        var ideal = plot.Add.Line(0, 0, 1, 1);
        (ideal.Color, ideal.LineWidth, ideal.LinePattern) = (PlotStyle.Second, 2, LinePattern.Dashed);
        ReliabilityBin[] bins = [.. reliability.Bins.Where(bin => bin.Count > 0)];
        foreach (var bin in bins)
        {
            var size = LargestDot * (float)Math.Sqrt((double)bin.Count / bins.Max(b => b.Count));
            plot.Add.Marker(bin.MeanScore, bin.Right, MarkerShape.FilledCircle, Math.Max(4, size), PlotStyle.First);
        }

        plot.Axes.SetLimits(0, 1, 0, 1.02);
        PlotStyle.Apply(plot, "Reliability", "mean score", "share right");
    }

    private static void Draw(Plot plot, RiskCoverage risk, double? confidentShare)
    {
        if (risk.Risks.Count > 0)
        {
            double[] coverage = [.. risk.Risks.Select((_, place) => (place + 1.0) / risk.Risks.Count)];
            var curve = plot.Add.ScatterLine(coverage, [.. risk.Risks], PlotStyle.First);
            curve.LineWidth = 3;
        }

        if (confidentShare is { } share)
        {
            var line = plot.Add.VerticalLine(share, 2, PlotStyle.Second, LinePattern.Dashed);
            line.LegendText = "confident";
            plot.ShowLegend(Alignment.UpperLeft).FontSize = PlotStyle.TextSize - 2;
        }

        plot.Axes.SetLimits(0, 1, 0, Math.Max(0.1, risk.Risks.DefaultIfEmpty(0).Max() * 1.05));
        PlotStyle.Apply(plot, "Risk and coverage", "share answered, the surest first", "share wrong");
    }
}

/// <summary>The words that are confused most often, as a picture.</summary>
internal static class ConfusionPlot
{
    private const int MostPairs = 24;
    private const int Margin = 260;
    private const int LabelHeight = 140;
    private const int CellWidth = 62;
    private const int CellHeight = 34;

    /// <summary>
    /// Writes a PNG of a matrix: a row for each expected word of the worst 24 pairs, a column for each word that was
    /// answered instead, and in each cell how often.
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

        var picture = plot.GetImage(
            Margin + (CellWidth * Math.Max(1, got.Length)),
            Margin + (CellHeight * Math.Max(1, expected.Length)));
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
            var count = pair.Count.ToString(CultureInfo.InvariantCulture);
            var text = plot.Add.Text(count, column, expected.Length - 1 - row);
            (text.LabelAlignment, text.LabelFontSize) = (Alignment.MiddleCenter, PlotStyle.TextSize - 2);
        }

        var map = plot.Add.Heatmap(counts);
        map.Colormap = new ScottPlot.Colormaps.CustomInterpolated([Colors.White, PlotStyle.Second]);
        plot.MoveToBack(map);
        plot.Axes.Left.SetTicks(
            [.. Enumerable.Range(0, expected.Length).Select(i => (double)(expected.Length - 1 - i))],
            expected);
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, got.Length).Select(i => (double)i)], got);
        (plot.Axes.Bottom.TickLabelStyle.Rotation, plot.Axes.Bottom.TickLabelStyle.Alignment)
            = (-60, Alignment.UpperRight);
        plot.Axes.Bottom.MinimumSize = LabelHeight;
        plot.Axes.SetLimits(-0.5, got.Length - 0.5, -0.5, expected.Length - 0.5);
        plot.HideGrid();
    }
}

/// <summary>The loss and accuracy of a training as a picture.</summary>
internal static class CurvePlot
{
    private const int Width = 1200;
    private const int Height = 480;

    /// <summary>A point of the curve of the steps is the mean over one such part of all steps.</summary>
    private const int WindowsPerRun = 50;

    /// <summary>
    /// Writes a PNG of two panels side by side: loss and accuracy over the epochs, of training (each step, smoothed,
    /// and each epoch) and of the development rows. Text is drawn with a font of the system; where there is none, the
    /// curves stand alone.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(TrainingHistory history, string path)
    {
        var panels = new Multiplot();
        panels.AddPlots(2);
        panels.Layout = new ScottPlot.MultiplotLayouts.Grid(rows: 1, columns: 2);
        var (loss, accuracy) = (panels.GetPlot(0), panels.GetPlot(1));
        Draw(loss, history, "Loss", step => step.Loss, epoch => epoch.TrainLoss, epoch => epoch.DevLoss);
        Draw(
            accuracy,
            history,
            "Accuracy",
            step => step.Accuracy,
            epoch => epoch.TrainAccuracy,
            epoch => epoch.DevAccuracy);
        accuracy.Axes.SetLimitsY(0, 1);
        accuracy.Legend.Alignment = Alignment.LowerRight;
        File.WriteAllBytes(path, panels.Render(Width, Height).GetImageBytes(ImageFormat.Png));
    }

    private static void Draw(
        Plot plot,
        TrainingHistory history,
        string title,
        Func<StepProgress, double> ofStep,
        Func<EpochMetrics, double> ofTrain,
        Func<EpochMetrics, double?> ofDev)
    {
        var perEpoch = history.Epochs.IsEmpty
            ? Math.Max(1, history.Steps.Count)
            : (double)history.Epochs[^1].Step / history.Epochs[^1].Epoch;
        if (!history.Steps.IsEmpty)
        {
            var steps = plot.Add.ScatterLine(
                history.Steps.Select(step => step.Step / perEpoch).ToArray(),
                Smoothed([.. history.Steps.Select(ofStep)]));
            steps.Color = PlotStyle.First.WithAlpha(0.4);
            steps.LineWidth = 2;
        }

        Mark(
            plot,
            "train",
            PlotStyle.First,
            history.Epochs.Select(epoch => (epoch.Step / perEpoch, (double?)ofTrain(epoch))));
        Mark(plot, "dev", PlotStyle.Second, history.Epochs.Select(epoch => (epoch.Step / perEpoch, ofDev(epoch))));
        PlotStyle.Apply(plot, title, "epoch");
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.ShowLegend(Alignment.UpperRight).FontSize = PlotStyle.TextSize - 2;
    }

    private static void Mark(Plot plot, string name, Color color, IEnumerable<(double Epoch, double? Value)> points)
    {
        var known = points.Where(point => point.Value is { } value && double.IsFinite(value)).ToList();
        if (known.Count > 0)
        {
            var curve = plot.Add.Scatter(
                known.Select(point => point.Epoch).ToArray(),
                known.Select(point => point.Value!.Value).ToArray(),
                color);
            curve.LegendText = name;
            curve.LineWidth = 3;
            curve.MarkerSize = 9;
        }
    }

    /// <summary>The mean of each value and those before it, within a window.</summary>
    private static double[] Smoothed(double[] values)
    {
        var window = Math.Max(1, values.Length / WindowsPerRun);
        var means = new double[values.Length];
        for (var i = 0; i < means.Length; i++)
        {
            var first = Math.Max(0, i + 1 - window);
            means[i] = values.AsSpan(first, i + 1 - first).ToArray().Average();
        }

        return means;
    }
}

/// <summary>What all pictures have in common.</summary>
internal static class PlotStyle
{
    /// <summary>The size of titles and of what stands along an axis, in pixels.</summary>
    public const float TextSize = 18;

    private static readonly string[] FontNames =
        ["DejaVu Sans", "Noto Sans", "Liberation Sans", "Segoe UI", "Helvetica", "Arial"];

    /// <summary>Blue, for training and for what is measured.</summary>
    public static Color First { get; } = Color.FromHex("#1f77b4");

    /// <summary>Orange, for what it is compared with.</summary>
    public static Color Second { get; } = Color.FromHex("#d95f02");

    /// <summary>Titles, sizes and a font of the system; where there is none, the picture has no text.</summary>
    public static void Apply(Plot plot, string title, string xLabel, string? yLabel = null)
    {
        plot.Title(title, TextSize + 2);
        plot.XLabel(xLabel, TextSize);
        if (yLabel is not null)
        {
            plot.YLabel(yLabel, TextSize);
        }

        plot.Axes.Bottom.TickLabelStyle.FontSize = TextSize - 2;
        plot.Axes.Left.TickLabelStyle.FontSize = TextSize - 2;
        plot.Font.Set(FontNames
            .Intersect(SKFontManager.Default.FontFamilies, StringComparer.Ordinal)
            .FirstOrDefault(Fonts.Default));
    }
}
