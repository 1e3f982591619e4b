using DavidBert.Bundles;
using DavidBert.Serving.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace DavidBert.Serving.Models;

/// <summary>Registers what loads the model.</summary>
public static class ModelServices
{
    /// <summary>
    /// Adds the <see cref="ModelHost"/> and the background work that fills it: from the store where a storage account is set, else
    /// from <see cref="ModelOptions.Folder"/> or the bundle that comes with the program. Starting never waits for the model.
    /// </summary>
    /// <exception cref="SettingsException">On the host's start: the account or the model's name cannot be used.</exception>
    public static IServiceCollection AddModels(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ModelHost>();
        services.TryAddSingleton(provider => SourceOf(
            provider.GetRequiredService<IOptions<ServiceOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider =>
        {
            var options = provider.GetRequiredService<IOptions<ServiceOptions>>().Value;
            return ActivatorUtilities.CreateInstance<ModelRefresher>(provider, options.Model, PredictorOptionsOf(options));
        });
        return services;
    }

    private static PredictorOptions PredictorOptionsOf(ServiceOptions options)
    {
        var limited = new PredictorOptions { MaxCharacters = options.Limits.Characters };
        return options.Model.Threads is { } threads ? limited with { Threads = threads } : limited;
    }

    private static IModelSource SourceOf(ServiceOptions options, TimeProvider time)
    {
        if (string.IsNullOrWhiteSpace(options.Storage))
        {
            return new FolderSource(Or(options.Model.Folder, Bundle.DefaultFolder));
        }

        try
        {
            var store = new ModelStore(StorageAccount.Parse(options.Storage), options.Model.Name);
            var folder = Or(options.Model.CacheFolder, Path.Combine(Path.GetTempPath(), "davidbert", "models"));
            return new StoreSource(store, new ModelCache(folder, options.Model.CacheBytes, time));
        }
        catch (StorageException e)
        {
            throw new SettingsException($"{ServiceOptions.Section}__Storage or __Model__Name", e.Message);
        }
    }

    private static string Or(string? value, string otherwise) => string.IsNullOrWhiteSpace(value) ? otherwise : value;
}
