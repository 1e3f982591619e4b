using System.Globalization;

namespace DavidBert.Labelling;

/// <summary>Numbers of things as a sentence says them.</summary>
internal static class Counted
{
    /// <summary>The number and the thing: <c>1 row</c>, <c>2,000 rows</c>.</summary>
    /// <param name="count">The number, 0 or more.</param>
    /// <param name="one">What one is called.</param>
    /// <param name="many">What several are called; null for <paramref name="one"/> with an <c>s</c>.</param>
    public static string Of(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {Form(count, one, many ?? $"{one}s")}");

    /// <summary>The form that goes with a number.</summary>
    public static string Form(long count, string one, string many) => count == 1 ? one : many;
}
