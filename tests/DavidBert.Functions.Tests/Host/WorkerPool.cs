using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using DavidBert.Functions.Tests.Host;
using DavidBert.Testing;
using DavidBert.Testing.Http;

[assembly: AssemblyFixture(typeof(Azurite))]
[assembly: AssemblyFixture(typeof(WorkerPool))]

namespace DavidBert.Functions.Tests.Host;

/// <summary>
/// Starts the app's worker, once for each setup that tests ask for, and ends them all with the last test.
/// </summary>
public sealed class WorkerPool : IServiceLauncher, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<FunctionsHost>>> running = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<TestBundle> bundles = [];
    private readonly TcpListener silent = new(IPAddress.Loopback, 0);

    public WorkerPool() => silent.Start();

    /// <summary>The app's main file as it is deployed.</summary>
    public static string Deployed => Built("DeployedApp");

    /// <summary>The app's main file with the triggers for a local run.</summary>
    public static string Local => Built("LocalApp");

    public async Task<IRunningService> StartAsync(ServiceSetup setup)
    {
        var settings = setup.AllSettings();
        var ordered = settings
            .OrderBy(setting => setting.Key, StringComparer.Ordinal)
            .Select(setting => $"{setting.Key}={setting.Value}");
        var key = $"{setup.WithModel} {setup.ConfidentAt} {string.Join(' ', ordered)}";
        return new Shared(await running.GetOrAdd(key, _ => new(() => StartAsync(setup, settings))).Value);
    }

    public async ValueTask DisposeAsync()
    {
        var started = running.Values.Where(start => start.IsValueCreated && start.Value.IsCompletedSuccessfully);
        foreach (var start in started)
        {
            await (await start.Value).DisposeAsync();
        }

        foreach (var bundle in bundles)
        {
            bundle.Dispose();
        }

        silent.Dispose();
    }

    private static string Built(string name) => typeof(WorkerPool).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => string.Equals(metadata.Key, name, StringComparison.Ordinal)).Value!;

    private async Task<FunctionsHost> StartAsync(ServiceSetup setup, IDictionary<string, string?> settings)
    {
        if (setup.WithModel)
        {
            var bundle = new TestBundle(confidentAt: setup.ConfidentAt);
            bundles.Add(bundle);
            settings["DavidBert:Model:Folder"] = bundle.Folder;
        }
        else
        {
            settings["DavidBert:Storage"] = // takes connections, and never answers
                "AccountName=silent;AccountKey=c2lsZW50;DefaultEndpointsProtocol=http;"
                + $"BlobEndpoint=http://{silent.LocalEndpoint}/silent";
        }

        var host = await FunctionsHost.StartAsync(
            Deployed, settings.AsReadOnly(), TestContext.Current.CancellationToken);
        await host.AnsweringAsync(setup.WithModel ? "/api/health/ready" : "/api/health/live");
        return host;
    }

    /// <summary>A worker that other tests use too.</summary>
    private sealed class Shared(FunctionsHost host) : IRunningService
    {
        public HttpClient Client => host.Client;

        public string Log => host.Log;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
