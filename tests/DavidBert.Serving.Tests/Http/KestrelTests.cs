using DavidBert.Testing.Http;

namespace DavidBert.Serving.Tests.Http;

/// <summary>The service under Kestrel.</summary>
internal sealed class Kestrel : IServiceLauncher
{
    public static Kestrel Launcher { get; } = new();

    public async Task<IRunningService> StartAsync(ServiceSetup setup) =>
        await RunningService.StartAsync(new(setup.AllSettings()), setup.WithModel, confidentAt: setup.ConfidentAt);
}

public sealed class KestrelPredictTests() : PredictContract(Kestrel.Launcher);

public sealed class KestrelRefusalTests() : RefusalContract(Kestrel.Launcher);

public sealed class KestrelAccessTests() : AccessContract(Kestrel.Launcher);

public sealed class KestrelClientTests() : ClientContract(Kestrel.Launcher);

public sealed class KestrelCorsTests() : CorsContract(Kestrel.Launcher);

public sealed class KestrelWireTests() : WireContract(Kestrel.Launcher);

public sealed class KestrelLoadTests() : LoadContract(Kestrel.Launcher);

public sealed class KestrelFuzzTests() : FuzzContract(Kestrel.Launcher, requests: 10_000);
