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
    public static async Task RunAsync(string bundle, int threads)
    {
        var app = LocalService.Create(
            0,
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["DavidBert:Model:Folder"] = bundle,
                ["DavidBert:Model:Threads"] = threads.ToString(CultureInfo.InvariantCulture),
                ["DavidBert:Cache:Bytes"] = "0",
                ["DavidBert:RateLimit:PerMinute"] = "0",
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
