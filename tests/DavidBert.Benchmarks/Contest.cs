using System.Diagnostics;

namespace DavidBert.Benchmarks;

/// <summary>Contestants take turns, round by round, so that what slows the machine down slows them all.</summary>
internal static class Contest
{
    private const int Rounds = 15;
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(40);

    /// <summary>Seconds of one call, by contestant and round.</summary>
    public static double[][] Run(IReadOnlyList<Action> contestants)
    {
        foreach (var contestant in contestants)
        {
            Time(contestant);
            Time(contestant);
        }

        double[][] seconds = [.. contestants.Select(_ => new double[Rounds])];
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < contestants.Count; i++)
            {
                // Each round begins with another contestant, so that none always follows the same one.
                var turn = (i + round) % contestants.Count;
                seconds[turn][round] = Time(contestants[turn]);
            }
        }

        return seconds;
    }

    public static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToArray();
        return (ordered[ordered.Length / 2] + ordered[(ordered.Length - 1) / 2]) / 2;
    }

    /// <summary>The median of the ratios of the rounds, which the machine's other work hardly moves.</summary>
    public static double Ratio(double[] one, double[] other) => Median(one.Zip(other, (a, b) => a / b));

    private static double Time(Action contestant)
    {
        var calls = 0;
        var watch = Stopwatch.StartNew();
        do
        {
            contestant();
            calls++;
        }
        while (watch.Elapsed < Turn);
        return watch.Elapsed.TotalSeconds / calls;
    }
}
