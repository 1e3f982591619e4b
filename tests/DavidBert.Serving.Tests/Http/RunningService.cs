using DavidBert.Serving.Hosting;
using DavidBert.Serving.Models;
using DavidBert.Serving.Tests.Telemetry;
using DavidBert.Testing;
using DavidBert.Testing.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Tests.Http;

/// <summary>The service on a free port of this machine, behind a real socket, with a small model or none.</summary>
internal sealed class RunningService : IRunningService
{
    private readonly WebApplication app;
    private readonly LogCapture log;
    private readonly TestBundle bundle;

    private RunningService(WebApplication app, LogCapture log, double? confidentAt) =>
        (this.app, this.log, bundle) = (app, log, new TestBundle(confidentAt: confidentAt));

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromMinutes(2) };

    public Uri Address => Client.BaseAddress!;

    public string Log => string.Join('\n', log.Entries.Select(entry => entry.Exception).OfType<Exception>());

    /// <summary>What the log says of the last model that could not be loaded.</summary>
    public string LoadFailure => log.Entries.Last(entry => entry.Event.Name is "DavidBert.ModelLoadFailed").Text;

    public IServiceProvider Services => app.Services;

    public ModelHost Models => Services.GetRequiredService<ModelHost>();

    /// <summary>Starts it.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="withModel">Whether a model answers from the start.</param>
    /// <param name="configure">What else the host needs.</param>
    /// <param name="refreshes">
    /// Whether it loads its model itself; otherwise the tests say which one answers, and when.
    /// </param>
    /// <param name="confidentAt">
    /// The score from which its model is confident; null for a model that does not tell.
    /// </param>
    public static async Task<RunningService> StartAsync(
        Dictionary<string, string?>? settings = null,
        bool withModel = true,
        Action<WebApplicationBuilder>? configure = null,
        bool refreshes = false,
        double? confidentAt = null)
    {
        settings ??= [];
        settings.TryAdd("DavidBert:RateLimit:PerMinute", "0");
        var capture = new LogCapture();
        var service = new RunningService(LocalService.Create(0, address: null, settings, builder =>
        {
            builder.Logging.AddProvider(capture).AddFilter<LogCapture>(nameof(DavidBert), LogLevel.Debug);
            if (!refreshes)
            {
                RemoveRefresher(builder.Services);
            }

            configure?.Invoke(builder);
        }), capture, confidentAt);
        if (withModel)
        {
            service.Load();
        }

        await service.app.StartAsync(TestContext.Current.CancellationToken);
        service.Client.BaseAddress = new Uri(
            service.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return service;
    }

    /// <summary>Lets a newly loaded model answer.</summary>
    public void Load() => Models.Swap(new ServedModel(
        Predictor.Load(bundle.Folder, new PredictorOptions { Threads = 1, MaxCharacters = 10_000 }),
        Guid.NewGuid().ToString("N"), "test", DateTimeOffset.UnixEpoch));

    private static void RemoveRefresher(IServiceCollection services) =>
        services.Remove(
            services.Single(service => service.ImplementationFactory is Func<IServiceProvider, ModelRefresher>));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        bundle.Dispose();
    }
}
