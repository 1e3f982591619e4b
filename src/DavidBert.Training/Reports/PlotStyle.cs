using ScottPlot;
using SkiaSharp;

namespace DavidBert.Training.Reports;

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
