using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using DavidBert.Serving.Configuration;

namespace DavidBert.Infrastructure.Tests.Names;

/// <summary>The defaults and ranges on the page of the settings are those of the code.</summary>
public sealed class SettingsPageTests
{
    private static readonly IReadOnlyList<IReadOnlyDictionary<string, string>> Rows = MarkdownTable.Of(
        Path.Combine(Repository.Root, "docs", "settings.md"), "Settings of the service").Rows;

    [Fact]
    public void Defaults_OfThePage_AreThoseOfTheCode()
    {
        var documented = Rows.Where(row => IsValue(row["Default"]))
            .Select(row => $"{NameOf(row)} = {row["Default"].Trim('`')}");
        var defaults = Settings().Select(setting => (setting.Name, Value: Text(setting.Default)))
            .Where(setting => setting.Value is not null).Select(setting => $"{setting.Name} = {setting.Value}");

        Assert.Equal(defaults.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Ranges_OfThePage_AreThoseOfTheCode()
    {
        var documented = Rows.Where(row => row["Range"].Length > 0).Select(row => $"{NameOf(row)}: {row["Range"]}");
        var ranges = Settings()
            .Select(setting => (setting.Name, Range: setting.Property.GetCustomAttribute<RangeAttribute>()))
            .Where(setting => setting.Range is not null).Select(setting => $"{setting.Name}: {Text(setting.Range!)}");

        Assert.Equal(ranges.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<Setting> Settings() => Under(new ServiceOptions(), ServiceOptions.Section);

    private static IEnumerable<Setting> Under(object options, string name) =>
        options.GetType().GetProperties().Where(property => property.CanWrite).SelectMany(property =>
            property.PropertyType.Assembly == options.GetType().Assembly && property.PropertyType.IsClass
                ? Under(property.GetValue(options)!, $"{name}__{property.Name}")
                : [new Setting($"{name}__{property.Name}", property, property.GetValue(options))]);

    private static string NameOf(IReadOnlyDictionary<string, string> row) => row["Name"].Trim('`');

    /// <summary>Whether the cell is a value, not a sentence about one.</summary>
    private static bool IsValue(string cell) => cell.Trim('`').Length == cell.Length - 2;

    private static string? Text(object? value) => value switch
    {
        null => null,
        Enum or bool => value.ToString()!.ToLowerInvariant(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static string Text(RangeAttribute range) => range.Maximum is int.MaxValue or (double)long.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} or more")
        : string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}");

    private sealed record Setting(string Name, PropertyInfo Property, object? Default);
}
