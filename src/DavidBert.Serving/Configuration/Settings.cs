using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using DavidBert.Labelling;
using Microsoft.Extensions.Configuration;

namespace DavidBert.Serving.Configuration;

/// <summary>Reads and checks the settings of the service: every name must be known, every value in its range.</summary>
internal static class Settings
{
    private const string Between = "__"; // the parts of a name, as in environment variables

    /// <summary>The settings of a configuration; an empty value counts as none.</summary>
    /// <exception cref="SettingsException">
    /// A name is unknown, or a value cannot be read or is out of its range.
    /// </exception>
    public static ServiceOptions Read(IConfiguration configuration)
    {
        var values = configuration.GetSection(ServiceOptions.Section).AsEnumerable();
        var given = new ConfigurationBuilder()
            .AddInMemoryCollection(values.Where(value => !string.IsNullOrWhiteSpace(value.Value)))
            .Build()
            .GetSection(ServiceOptions.Section);
        RequireKnown(given, typeof(ServiceOptions));
        var options = given.Get<ServiceOptions>() ?? new ServiceOptions();
        RequireInRange(options, ServiceOptions.Section);
        RequireOrigins(options.Cors);
        RequireHosts(options.Access);
        return options;
    }

    /// <summary>The entries of a setting that holds several, separated by commas.</summary>
    internal static string[] List(string? value) =>
        (value ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static void RequireKnown(IConfigurationSection given, Type type)
    {
        foreach (var setting in given.GetChildren())
        {
            var property = Array.Find(
                type.GetProperties(), known => string.Equals(
                    known.Name, setting.Key, StringComparison.OrdinalIgnoreCase));
            if (property is not null && IsSection(property))
            {
                RequireKnown(setting, property.PropertyType);
            }
            else if (property is null || setting.GetChildren().Any())
            {
                var name = setting.GetChildren().FirstOrDefault()?.Path ?? setting.Path;
                throw Unknown(name.Replace(":", Between, StringComparison.Ordinal));
            }
            else
            {
                RequireReadable(setting, property.PropertyType);
            }
        }
    }

    private static void RequireReadable(IConfigurationSection setting, Type type)
    {
        try
        {
            setting.Get(type);
        }
        catch (InvalidOperationException)
        {
            throw new SettingsException(
                setting.Path.Replace(":", Between, StringComparison.Ordinal),
                $"'{setting.Value}' cannot be read; expected {Expected(Nullable.GetUnderlyingType(type) ?? type)}.");
        }
    }

    private static string Expected(Type type) => type.IsEnum
        ? string.Join(" or ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))
        : type == typeof(bool) ? "true or false"
        : type == typeof(double) ? "a number such as 0.5"
        : "a whole number";

    private static SettingsException Unknown(string name)
    {
        var nearest = NearestName.Of(name, NamesOf(typeof(ServiceOptions), ServiceOptions.Section));
        return new SettingsException(
            name,
            nearest is null
                ? "There is no such setting; local.settings.sample.json has them all."
                : $"There is no such setting. Did you mean {nearest}?");
    }

    private static void RequireInRange(object options, string section)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            var (name, value) = ($"{section}{Between}{property.Name}", property.GetValue(options));
            if (IsSection(property))
            {
                RequireInRange(value!, name);
            }
            else if (property.GetCustomAttribute<RangeAttribute>() is { } range && !range.IsValid(value))
            {
                throw new SettingsException(name, string.Create(
                    CultureInfo.InvariantCulture, $"{value} is out of range; it must be {Describe(range)}."));
            }
        }
    }

    private static string Describe(RangeAttribute range) => range.Maximum is int.MaxValue or (double)long.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"at least {range.Minimum}")
        : string.Create(CultureInfo.InvariantCulture, $"from {range.Minimum} to {range.Maximum}");

    private static void RequireOrigins(CorsOptions cors)
    {
        foreach (var origin in List(cors.Origins))
        {
            if (origin is not "*" && !IsOrigin(origin))
            {
                throw new SettingsException(
                    string.Join(
                        Between, ServiceOptions.Section, nameof(ServiceOptions.Cors), nameof(CorsOptions.Origins)),
                    $"'{origin}' is not an origin such as https://www.example.org. Give one, or * for any.");
            }
        }
    }

    private static void RequireHosts(AccessOptions access)
    {
        foreach (var host in List(access.Hosts))
        {
            var name = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
            if (host is not "*" && Uri.CheckHostName(name) is UriHostNameType.Unknown)
            {
                throw new SettingsException(
                    string.Join(
                        Between, ServiceOptions.Section, nameof(ServiceOptions.Access), nameof(AccessOptions.Hosts)),
                    $"'{host}' is not a name such as api.example.org. Give one without scheme and port, or * for any.");
            }
        }
    }

    private static bool IsOrigin(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && string.Equals(uri.GetLeftPart(UriPartial.Authority), value, StringComparison.OrdinalIgnoreCase);

    private static bool IsSection(PropertyInfo property) =>
        property.PropertyType.IsClass
        && property.PropertyType != typeof(string)
        && property.PropertyType != typeof(Type);

    private static IEnumerable<string> NamesOf(Type type, string section) => type.GetProperties().SelectMany(property =>
        IsSection(property)
            ? NamesOf(property.PropertyType, $"{section}{Between}{property.Name}")
            : [$"{section}{Between}{property.Name}"]);
}

/// <summary>A setting that cannot be used: its name and what is wrong with it. Secrets are not repeated.</summary>
public sealed class SettingsException(string name, string detail) : Exception($"The setting {name}: {detail}");
