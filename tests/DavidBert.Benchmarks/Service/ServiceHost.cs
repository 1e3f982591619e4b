using DavidBert.Serving.Hosting;
using DavidBert.Serving.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DavidBert.Benchmarks.Service;

/// <summary>The service as a process of its own: distinct answers only, no limit on the rate of the one client.</summary>
internal static class ServiceHost
{
    public static async Task RunAsync(string bundle, int threads)
    {
        var app = LocalService.Create(
            0,
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["DavidBert:Cache:Bytes"] = "0",
                ["DavidBert:RateLimit:PerMinute"] = "0",
            },
            builder => builder.Logging.ClearProviders());
        await using (app)
        {
            var predictor = Predictor.Load(bundle, new PredictorOptions { Threads = threads });
            app.Services.GetRequiredService<ModelHost>().Swap(new ServedModel(predictor, "benchmark", bundle, DateTimeOffset.UtcNow));
            await app.StartAsync();
            Console.WriteLine(app.Urls.First());
            await Console.In.ReadToEndAsync();
        }
    }
}
