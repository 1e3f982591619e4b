using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace DavidBert.Serving.Configuration;

/// <summary>Reads and checks the settings of the service.</summary>
public static class Settings
{
    /// <summary>The settings of a configuration; an empty value counts as none.</summary>
    /// <exception cref="SettingsException">A value cannot be read, or is out of its range.</exception>
    public static ServiceOptions Read(IConfiguration configuration)
    {
        var values = configuration.GetSection(ServiceOptions.Section).AsEnumerable();
        var given = new ConfigurationBuilder().AddInMemoryCollection(values.Where(value => !string.IsNullOrWhiteSpace(value.Value))).Build();
        try
        {
            var options = given.GetSection(ServiceOptions.Section).Get<ServiceOptions>() ?? new ServiceOptions();
            Check(options);
            return options;
        }
        catch (InvalidOperationException e)
        {
            throw new SettingsException($"{ServiceOptions.Section}__…", e.Message);
        }
    }

    /// <summary>The entries of a setting that holds several, separated by commas.</summary>
    internal static string[] List(string? value) =>
        (value ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static void Check(ServiceOptions options)
    {
        AtLeast("Model__PollSeconds", options.Model.PollSeconds, 1);
        AtLeast("Model__CacheBytes", options.Model.CacheBytes, 0);
        AtLeast("Model__Threads", options.Model.Threads ?? 1, 1);
        AtLeast("Limits__BodyBytes", options.Limits.BodyBytes, 1);
        AtLeast("Limits__Texts", options.Limits.Texts, 1);
        AtLeast("Limits__Characters", options.Limits.Characters, 1);
        AtLeast("Batching__Size", options.Batching.Size, 1);
        AtLeast("Batching__Queue", options.Batching.Queue, 1);
        AtLeast("Cache__Bytes", options.Cache.Bytes, 0);
        AtLeast("RateLimit__PerMinute", options.RateLimit.PerMinute, 0);
        AtLeast("RateLimit__Burst", options.RateLimit.Burst, 1);
        AtLeast("Labelling__TopK", options.Labelling.TopK, 1);
        AtLeast("Labelling__MaxBytes", options.Labelling.MaxBytes, 1);
        AtLeast("Labelling__ChunkBytes", options.Labelling.ChunkBytes, 1);
        foreach (var origin in List(options.Cors.Origins))
        {
            if (origin is not "*" && !IsOrigin(origin))
            {
                throw new SettingsException(Name("Cors__Origins"), $"'{origin}' is no origin such as https://www.example.org, nor *.");
            }
        }
    }

    private static bool IsOrigin(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && string.Equals(uri.GetLeftPart(UriPartial.Authority), value, StringComparison.OrdinalIgnoreCase);

    private static void AtLeast(string name, long value, long least)
    {
        if (value < least)
        {
            throw new SettingsException(
                Name(name), string.Create(CultureInfo.InvariantCulture, $"{value} is too small; it must be at least {least}."));
        }
    }

    private static string Name(string name) => $"{ServiceOptions.Section}__{name}";
}

/// <summary>A setting that cannot be: its name and what is wrong with it. Secrets are not repeated.</summary>
public sealed class SettingsException(string name, string detail) : Exception($"The setting {name}: {detail}");
