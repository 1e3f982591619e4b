using System.Globalization;

namespace DavidBert.Serving.Tests.Page;

/// <summary>The contrast ratio of WCAG 2.2 (relative luminance of sRGB, 1 to 21).</summary>
internal static class Contrast
{
    /// <summary>The ratio between two colours as a browser computes them, <c>rgb(r, g, b)</c>.</summary>
    public static double Between(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string color)
    {
        var channels = color["rgb(".Length..^1].Split(',').Select(
            part => Linear(int.Parse(part, CultureInfo.InvariantCulture) / 255.0)).ToArray();
        return (0.2126 * channels[0]) + (0.7152 * channels[1]) + (0.0722 * channels[2]);
    }

    private static double Linear(double channel) =>
        channel <= 0.04045 ? channel / 12.92 : Math.Pow((channel + 0.055) / 1.055, 2.4);
}
