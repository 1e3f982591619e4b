using System.Diagnostics;
using System.Globalization;

namespace DavidBert.Benchmarks;

/// <summary>Contestants that take turns, so that what else the machine does meets all of them.</summary>
internal static class Contest
{
    private const int Rounds = 21;
    private static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(150);

    /// <summary>
    /// Prints a Markdown row for each contestant: median time of a call, and the median of its ratios to the first
    /// one's.
    /// </summary>
    /// <param name="title">What is measured.</param>
    /// <param name="contestants">Names and calls; the first is the baseline.</param>
    public static void Run(string title, params (string Name, Action Call)[] contestants)
    {
        foreach (var (_, call) in contestants)
        {
            Time(call);
        }

        var times = contestants.Select(_ => new double[Rounds]).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < contestants.Length; i++)
            {
                // Each round begins with another one, so that none always follows the same.
                var turn = (i + round) % contestants.Length;
                times[turn][round] = Time(contestants[turn].Call);
            }
        }

        foreach (var ((name, _), rounds) in contestants.Zip(times))
        {
            var ratio = Median(rounds.Zip(times[0], (time, baseline) => time / baseline));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {title} | {name} | {Median(rounds):F0} | {ratio:F2} |"));
        }
    }

    private static double Median(IEnumerable<double> rounds) => rounds.Order().ElementAt(Rounds / 2);

    /// <summary>Microseconds of a call, over as many as fit into a round.</summary>
    private static double Time(Action call)
    {
        var calls = 0;
        var started = Stopwatch.GetTimestamp();
        do
        {
            call();
            calls++;
        }
        while (Stopwatch.GetElapsedTime(started) < RoundTime);

        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / calls;
    }
}
