using DavidBert.Training.Data;

namespace DavidBert.Training.Measuring;

/// <summary>
/// Percentile intervals by the bootstrap (Efron 1979). Whole groups are drawn, as the rows of one group are alike and
/// tell less than as many rows that have nothing to do with each other.
/// </summary>
internal static class Bootstrap
{
    private const int Draws = 1_000;
    private const double Tail = 0.025;
    private const int Seed = 1;

    /// <summary>
    /// The statistic of <paramref name="values"/> with its 95 % interval; the same arguments give the same interval.
    /// </summary>
    /// <param name="values">One value for each row; at least one.</param>
    /// <param name="groups">The group of each row; a row without one is a group of its own.</param>
    /// <param name="statistic">The figure of some of the values; it must accept any number of them above 0.</param>
    public static Interval Of<T>(
        IReadOnlyList<T> values, IReadOnlyList<string?> groups, Func<IReadOnlyList<T>, double> statistic)
    {
        T[][] units =
        [
            .. values.Zip(groups, (value, group) => (Value: value, Group: group)).Index()
                .GroupBy(row => row.Item.Group ?? $"\0{row.Index}", row => row.Item.Value, StringComparer.Ordinal)
                .Select(unit => unit.ToArray()),
        ];
        var figures = new double[Draws];
        var sample = new List<T>(values.Count * 2);
        for (var draw = 0; draw < Draws; draw++)
        {
            var random = new SeededRandom(Seed, draw);
            sample.Clear();
            for (var i = 0; i < units.Length; i++)
            {
                sample.AddRange(units[random.Next(units.Length)]);
            }

            figures[draw] = statistic(sample);
        }

        Array.Sort(figures);
        return new Interval(statistic(values), figures[(int)(Draws * Tail)], figures[(int)(Draws * (1 - Tail)) - 1]);
    }
}

/// <summary>A figure and between which values it might as well have come out on other rows of the same kind.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Low">The lower end of its 95 % interval.</param>
/// <param name="High">The upper end.</param>
internal sealed record Interval(double Value, double Low, double High);
