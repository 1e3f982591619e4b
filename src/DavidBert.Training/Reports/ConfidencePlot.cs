using DavidBert.Training.Measuring;
using ScottPlot;

namespace DavidBert.Training.Reports;

/// <summary>What the scores of a bundle are worth, as a picture.</summary>
public static class ConfidencePlot
{
    private const int Width = 1200;
    private const int Height = 560;

    /// <summary>
    /// Writes a PNG of two panels: the share of right answers in each bin of scores, beside the diagonal of perfect calibration
    /// (a dot's area is the number of answers), and the share of wrong answers over the coverage, where the threshold of
    /// confidence is marked.
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
