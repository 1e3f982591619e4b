using ScottPlot;

namespace DavidBert.Training.Reports;

/// <summary>The loss and accuracy of a training as a picture.</summary>
public static class CurvePlot
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
        Draw(accuracy, history, "Accuracy", step => step.Accuracy, epoch => epoch.TrainAccuracy, epoch => epoch.DevAccuracy);
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

        Mark(plot, "train", PlotStyle.First, history.Epochs.Select(epoch => (epoch.Step / perEpoch, (double?)ofTrain(epoch))));
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
