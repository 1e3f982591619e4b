using System.Diagnostics;
using System.Globalization;

namespace DavidBert.Benchmarks;

/// <summary>Contestants that take turns, so that what else the machine does meets all of them.</summary>
internal static class Contest
{
    private const int Rounds = 21;
    private static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(150);

    /// <summary>Prints a Markdown row for each contestant: median time of a call, and its ratio to the first one's.</summary>
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
                times[i][round] = Time(contestants[i].Call);
            }
        }

        var medians = times.Select(t => t.Order().ElementAt(Rounds / 2)).ToArray();
        foreach (var ((name, _), median) in contestants.Zip(medians))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {title} | {name} | {median:F0} | {median / medians[0]:F2} |"));
        }
    }

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
