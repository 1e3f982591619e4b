using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;

namespace DavidBert.Benchmarks.Service;

/// <summary>
/// What a client that asks for single phrases waits while another one keeps sixty requests of a thousand texts coming,
/// without a limit on their rate: its times beside those of the quiet service, in turns.
/// </summary>
internal static class FairnessBenchmark
{
    private const int Threads = 2;
    private const int Rounds = 5;
    private const int Singles = 200;
    private const int Bulks = 60;
    private const int Texts = 1_000;

    private static readonly TimeSpan Refused = TimeSpan.FromMilliseconds(200);

    public static async Task RunAsync(string bundle)
    {
        using var service = ServiceHost.Start(bundle, Threads, Hash("bulk"), Hash("single"));
        var address = new Uri(new Uri((await service.StandardOutput.ReadLineAsync())!), "api/predict");
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        await SinglesAsync(client, address, round: 0);
        Console.WriteLine("| round | quiet p50, ms | p99 | busy p50, ms | p99 | p50, times | p99, times |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        var (allQuiet, allBusy) = (new List<double>(), new List<double>());
        for (var round = 1; round <= Rounds; round++)
        {
            var quiet = await SinglesAsync(client, address, round);
            using var stop = new CancellationTokenSource();
            var bulks = Enumerable.Range(0, Bulks).Select(_ => BulkAsync(client, address, stop.Token)).ToArray();
            await Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None);
            var busy = await SinglesAsync(client, address, -round);
            await stop.CancelAsync();
            await Task.WhenAll(bulks);
            Tell($"{round}", quiet, busy);
            allQuiet.AddRange(quiet);
            allBusy.AddRange(busy);
        }

        Tell("all", [.. allQuiet], [.. allBusy]);
        service.StandardInput.Close();
        await service.WaitForExitAsync();
    }

    private static async Task<double[]> SinglesAsync(HttpClient client, Uri address, int round)
    {
        var times = new double[Singles];
        for (var i = 0; i < Singles; i++)
        {
            var started = Stopwatch.GetTimestamp();
            using var response = await SendAsync(
                client, address, "single", new { text = $"a very large thing {round} {i}" }, CancellationToken.None);
            response.EnsureSuccessStatusCode();
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        return times;
    }

    private static async Task BulkAsync(HttpClient client, Uri address, CancellationToken stop)
    {
        var texts = Enumerable.Range(0, Texts)
            .Select(i => $"a very large and valuable thing, number {i}, that smells fishy").ToArray();
        try
        {
            while (true)
            {
                using var response = await SendAsync(client, address, "bulk", new { texts }, stop);
                if (response.StatusCode is HttpStatusCode.TooManyRequests)
                {
                    await Task.Delay(Refused, stop);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }

    private static async Task<HttpResponseMessage> SendAsync<T>(
        HttpClient client, Uri address, string key, T body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        request.Headers.Add("x-api-key", key);
        return await client.SendAsync(request, cancellation);
    }

    private static void Tell(string round, double[] quiet, double[] busy)
    {
        var (q50, q99, b50, b99) = (At(quiet, 0.5), At(quiet, 0.99), At(busy, 0.5), At(busy, 0.99));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {round} | {q50:F1} | {q99:F1} | {b50:F1} | {b99:F1} | {b50 / q50:F1} | {b99 / q99:F1} |"));
    }

    private static double At(double[] times, double share) =>
        times.Order().ElementAt((int)(share * (times.Length - 1)));

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
