using System.Diagnostics;
using System.Globalization;
using DavidBert.Serving.Hosting;
using DavidBert.Serving.Models;
using Microsoft.Extensions.DependencyInjection;

namespace DavidBert.Benchmarks.Service;

/// <summary>
/// The service as a process of its own: distinct answers only, no limit on the rate of the one client.
/// </summary>
internal static class ServiceHost
{
    /// <summary>Starts the program itself as the service.</summary>
    public static Process Start(string bundle, int threads, params string[] keyHashes) => Process.Start(
        new ProcessStartInfo(
            Environment.ProcessPath!, ["service-host", Path.GetFullPath(bundle), $"{threads}", .. keyHashes])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    /// <summary>Answers until the input ends; with hashes of keys, one client has each of these keys.</summary>
    public static async Task RunAsync(string bundle, int threads, IReadOnlyList<string> keyHashes)
    {
        var app = LocalService.Create(
            0,
            settings: new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["DavidBert:Model:Folder"] = bundle,
                ["DavidBert:Model:Threads"] = threads.ToString(CultureInfo.InvariantCulture),
                ["DavidBert:Cache:Bytes"] = "0",
                ["DavidBert:RateLimit:PerMinute"] = "0",
                ["DavidBert:Access:Mode"] = keyHashes.Count > 0 ? "key" : "open",
                ["DavidBert:Access:KeyHashes"] = string.Join(',', keyHashes),
            });
        await using (app)
        {
            await app.StartAsync();
            var models = app.Services.GetRequiredService<ModelHost>();
            while (models.LastRefresh.Outcome != ModelRefreshOutcome.Loaded)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }

            Console.WriteLine(app.Urls.First());
            await Console.In.ReadToEndAsync();
        }
    }
}
