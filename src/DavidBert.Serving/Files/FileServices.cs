using Azure.Storage.Queues;
using DavidBert.Serving.Models;
using DavidBert.Serving.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Files;

/// <summary>Registers the labelling of files.</summary>
public static class FileServices
{
    private const string HostStorage = "AzureWebJobsStorage";

    /// <summary>Adds <see cref="FileLabelling"/>, which needs a storage account when it is first asked for.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new FileStore(AccountOf(provider).Blobs()));
        services.AddSingleton(provider => QueueOf(provider, FilePlaces.Chunks));
        services.AddSingleton<ChunkQueue>();
        services.AddSingleton(provider => new FileLabelling(
            provider.GetRequiredService<FileStore>(),
            provider.GetRequiredService<ChunkQueue>(),
            provider.GetRequiredService<ServiceOptions>().Labelling,
            provider.GetRequiredService<ModelHost>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        return services;
    }

    /// <summary>Adds what events and the functions host do in Azure: the inbox and the queue are looked at again and again.</summary>
    public static IServiceCollection AddFileWatch(this IServiceCollection services) =>
        services.AddHostedService<InboxWatch>().AddHostedService<ChunkWatch>();

    private static QueueClient QueueOf(IServiceProvider provider, string name)
    {
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }; // as the functions host expects
        return AccountOf(provider).Connect<QueueServiceClient>(
            "queue",
            connection => new(connection, options),
            address => new(address, options),
            (address, credential) => new(address, credential, options)).GetQueueClient(name);
    }

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
