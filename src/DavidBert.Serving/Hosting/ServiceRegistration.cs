using Azure.Storage.Queues;
using DavidBert.Serving.Answering;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Http;
using DavidBert.Serving.Inbox;
using DavidBert.Serving.Models;
using DavidBert.Serving.Storage;
using DavidBert.Serving.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Hosting;

/// <summary>Registers what the service is made of.</summary>
public static class ServiceRegistration
{
    /// <summary>Whether the process runs in Azure Functions.</summary>
    public static bool IsInAzure(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration["WEBSITE_INSTANCE_ID"] is not null || configuration["WEBSITE_POD_NAME"] is not null;
    }

    /// <summary>Adds the service; a host then hands requests to <see cref="ServiceEntry"/>.</summary>
    /// <param name="services">What to add it to.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="isLocal">
    /// Whether only this machine can call; if not, a key is asked for unless the settings say otherwise.
    /// </param>
    /// <param name="ahead">The model that already loads; null where it begins with the host.</param>
    /// <exception cref="SettingsException">A setting cannot be used.</exception>
    public static IServiceCollection AddDavidBert(
        this IServiceCollection services, IConfiguration configuration, bool isLocal, ModelAhead? ahead = null)
    {
        var options = Settings.Read(configuration);
        var reach = IsInAzure(configuration) ? ServiceReach.Azure
            : isLocal ? ServiceReach.ThisMachine
            : ServiceReach.Network;
        var access = new AccessPolicy(options.Access, reach);
        services.AddSingleton(new HostGate(options.Access, reach));
        services.AddSingleton(options);
        services.AddSingleton(options.Limits);
        services.AddSingleton(options.Batching);
        services.AddSingleton(options.Cache);
        services.AddSingleton(access);
        services.AddHostedService<NoKeyWarning>();
        services.AddSingleton(_ => new ClientRates(options.RateLimit, access));
        services.AddSingleton<ServiceMetrics>();
        services.AddModels(ahead);
        services.AddFiles();
        services.AddSingleton<AnswerCache>();
        services.AddSingleton<MicroBatcher>();
        services.AddSingleton<Answerer>();
        services.AddSingleton<ServiceEntry>();
        services.AddTelemetry(configuration, options.Metrics);
        // At Information it repeats queries
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning));
        services.AddRouting();
        services.AddCors();
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true; // answers hold no secrets beside what a client sends
            compression.MimeTypes =
            [
                "application/json", "application/problem+json", "application/openapi+json",
                "text/html", "text/css", "text/javascript",
            ];
        });
        return services;
    }
}

/// <summary>Registers the labelling of files.</summary>
public static class FileServices
{
    private const string HostStorage = "AzureWebJobsStorage";

    /// <summary>Adds <see cref="InboxLabelling"/>, which needs a storage account when it is first asked for.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new InboxStore(AccountOf(provider).Blobs()));
        services.AddSingleton(QueuesOf);
        services.AddSingleton(
            provider => provider.GetRequiredService<QueueServiceClient>().GetQueueClient(FilePlaces.Chunks));
        services.AddSingleton(provider => new InboxPreparation(
            AccountOf(provider).Blobs(), provider.GetRequiredService<QueueServiceClient>()));
        services.AddSingleton<ChunkQueue>();
        services.AddSingleton(provider => new InboxLabelling(
            provider.GetRequiredService<InboxStore>(),
            provider.GetRequiredService<ChunkQueue>(),
            provider.GetRequiredService<ServiceOptions>().Labelling,
            provider.GetRequiredService<ModelHost>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ServiceMetrics>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => new InboxSweep(
            provider.GetRequiredService<InboxStore>(),
            provider.GetRequiredService<InboxLabelling>(),
            provider.GetRequiredService<QueueServiceClient>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<InboxSweep>>()));
        return services;
    }

    /// <summary>
    /// Adds what events and the functions host do in Azure: the inbox and the queue are looked at again and again.
    /// </summary>
    public static IServiceCollection AddFileWatch(this IServiceCollection services) =>
        services.AddInboxWatch().AddHostedService<ChunkWatch>();

    /// <summary>
    /// Adds the look at the inbox alone, for a host that has triggers of its own but no events; containers and queues
    /// are made where they are missing.
    /// </summary>
    public static IServiceCollection AddInboxWatch(this IServiceCollection services) =>
        services.AddHostedService<InboxWatch>();

    /// <summary>Adds a look at the start whether the containers and queues are there.</summary>
    public static IServiceCollection AddInboxCheck(this IServiceCollection services) => services.AddHostedService(
        provider => new InboxCheck(
            provider.GetRequiredService<InboxPreparation>, provider.GetRequiredService<ILogger<InboxCheck>>()));

    private static QueueServiceClient QueuesOf(IServiceProvider provider) =>
        AccountOf(provider).Connect<QueueServiceClient>(
            "queue",
            connection => new(connection),
            address => new(address),
            (address, credential) => new(address, credential));

    /// <summary>The service's account, else the functions host's own one.</summary>
    private static StorageAccount AccountOf(IServiceProvider provider)
    {
        const string Name = $"{ServiceOptions.Section}__{nameof(ServiceOptions.Storage)}";
        var own = provider.GetRequiredService<ServiceOptions>().Storage;
        var account = string.IsNullOrWhiteSpace(own) ? provider.GetRequiredService<IConfiguration>()[HostStorage] : own;
        try
        {
            return string.IsNullOrWhiteSpace(account)
                ? throw new SettingsException(Name, "It is not set; files are labelled in a storage account.")
                : StorageAccount.Parse(account);
        }
        catch (StorageException e)
        {
            throw new SettingsException(Name, e.Message);
        }
    }
}

/// <summary>Registers what loads the model.</summary>
internal static class ModelServices
{
    /// <summary>
    /// Adds the <see cref="ModelHost"/> and the background work that fills it: from the store where a storage account
    /// is set, else from <see cref="ModelOptions.Folder"/> or the bundle that comes with the program. Starting never
    /// waits for the model.
    /// </summary>
    /// <exception cref="SettingsException">
    /// On the host's start: the account or the model's name cannot be used.
    /// </exception>
    public static IServiceCollection AddModels(this IServiceCollection services, ModelAhead? ahead)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ModelHost>();
        services.TryAddSingleton(provider =>
        {
            var options = provider.GetRequiredService<ServiceOptions>();
            var source = ConfiguredModel.SourceOf(options, provider.GetRequiredService<TimeProvider>());
            return ahead is null ? source : new AheadSource(source, ahead, options);
        });
        services.AddHostedService(provider =>
        {
            var options = provider.GetRequiredService<ServiceOptions>();
            return ActivatorUtilities.CreateInstance<ModelRefresher>(
                provider, options.Model, ConfiguredModel.PredictorOptionsOf(options));
        });
        return services;
    }
}
