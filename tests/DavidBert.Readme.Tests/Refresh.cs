namespace DavidBert.Readme.Tests;

/// <summary>
/// Writes what the default bundle answers now into the pages, instead of comparing: for the day that it is another.
/// <c>DAVIDBERT_REFRESH=1</c> turns it on.
/// </summary>
internal static class Refresh
{
    /// <summary>Whether pages are to be written.</summary>
    public static bool IsOn { get; } =
        string.Equals(Environment.GetEnvironmentVariable("DAVIDBERT_REFRESH"), "1", StringComparison.Ordinal);

    /// <summary>Puts <paramref name="actual"/> in the place of what a page shows.</summary>
    /// <param name="page">The path of the page.</param>
    /// <param name="shown">A text that stands there once or more; the first is replaced.</param>
    /// <param name="actual">What is to stand there.</param>
    public static void Replace(string page, string shown, string actual)
    {
        var text = File.ReadAllText(page);
        var at = text.IndexOf(shown, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{page} does not hold '{shown}'.");
        File.WriteAllText(page, string.Concat(text.AsSpan(0, at), actual, text.AsSpan(at + shown.Length)));
    }
}
