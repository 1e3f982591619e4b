namespace DavidBert.Readme.Tests;

/// <summary>What a test found wrong on the pages.</summary>
internal static class Findings
{
    /// <summary>Fails with all of them, where there are any.</summary>
    public static void None(string what, IEnumerable<string> found)
    {
        var all = found.Distinct(StringComparer.Ordinal).ToArray();
        Assert.True(all.Length == 0, $"{what}:\n  {string.Join("\n  ", all)}");
    }
}
