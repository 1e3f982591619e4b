using DavidBert.Bundles;
using DavidBert.Glossaries;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Storage;

namespace DavidBert.Serving.Models;

/// <summary>The model that the settings name.</summary>
internal static class ConfiguredModel
{
    /// <summary>How it is read.</summary>
    /// <exception cref="SettingsException">The glossary cannot be read.</exception>
    public static PredictorOptions PredictorOptionsOf(ServiceOptions options)
    {
        var limited = new PredictorOptions
        {
            MaxCharacters = options.Limits.Characters,
            Glossary = GlossaryOf(options.Model),
            RepairsSpelling = options.Model.RepairsSpelling,
        };
        return options.Model.Threads is { } threads ? limited with { Threads = threads } : limited;
    }

    /// <summary>
    /// Where it comes from: the store where a storage account is set, else <see cref="ModelOptions.Folder"/> or the bundle
    /// that comes with the program.
    /// </summary>
    /// <exception cref="SettingsException">The account or the model's name cannot be used.</exception>
    public static IModelSource SourceOf(ServiceOptions options, TimeProvider time)
    {
        if (string.IsNullOrWhiteSpace(options.Storage))
        {
            return new FolderSource(Or(options.Model.Folder, Bundle.DefaultFolder));
        }

        try
        {
            var store = new ModelStore(StorageAccount.Parse(options.Storage), options.Model.Name);
            var folder = string.IsNullOrWhiteSpace(options.Model.CacheFolder)
                ? PrivateFolder.ForUser("models")
                : options.Model.CacheFolder;
            return new StoreSource(store, new ModelCache(folder, options.Model.CacheBytes, time));
        }
        catch (StorageException e)
        {
            throw new SettingsException($"{ServiceOptions.Section}__Storage or __Model__Name", e.Message);
        }
    }

    private static GlossaryTable? GlossaryOf(ModelOptions options)
    {
        try
        {
            return string.IsNullOrWhiteSpace(options.Glossary) ? null : GlossaryTable.Read(options.Glossary);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{ServiceOptions.Section}__Model__{nameof(ModelOptions.Glossary)}", e.Message);
        }
    }

    private static string Or(string? value, string otherwise) => string.IsNullOrWhiteSpace(value) ? otherwise : value;
}
