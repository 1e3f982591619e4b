using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace DavidBert.Benchmarks.Service;

/// <summary>From the start of <c>davidbert serve</c> to its first response, and to its first word.</summary>
internal static class ServiceStart
{
    public static void Measure(string program, int rounds)
    {
        var (live, word) = (new double[rounds], new double[rounds]);
        Once(program);
        for (var round = 0; round < rounds; round++)
        {
            (live[round], word[round]) = Once(program);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"serve, process start to the first response: median {Median(live):F0} ms, least {live.Min():F0} ms"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"serve, process start to the first word: median {Median(word):F0} ms, least {word.Min():F0} ms"));
    }

    private static (double Live, double Word) Once(string program)
    {
        var port = FreePort();
        var started = Stopwatch.GetTimestamp();
        using var process = Process
            .Start(new ProcessStartInfo(program, ["serve", "--port", port.ToString(CultureInfo.InvariantCulture)])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        try
        {
            using var client = new HttpClient
            {
                BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"))
            };
            Until(client, "/api/health/live");
            var live = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            Until(client, "/api/predict?text=fishy");
            return (live, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    private static void Until(HttpClient client, string path)
    {
        while (true)
        {
            try
            {
                using var response = client.Send(new HttpRequestMessage(HttpMethod.Get, path));
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            Thread.Sleep(2);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
