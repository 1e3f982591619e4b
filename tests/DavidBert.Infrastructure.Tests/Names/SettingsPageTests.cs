using System.Globalization;
using DavidBert.Serving.Configuration;

namespace DavidBert.Infrastructure.Tests.Names;

/// <summary>The defaults on the page of the settings are those of the code.</summary>
public sealed class SettingsPageTests
{
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "settings.md");

    [Fact]
    public void Defaults_OfThePage_AreThoseOfTheCode()
    {
        var documented = MarkdownTable.Of(Page, "Settings of the service").Rows
            .Where(row => row["Default"].Trim('`').Length == row["Default"].Length - 2)
            .ToDictionary(row => row["Name"].Trim('`'), row => row["Default"].Trim('`'), StringComparer.Ordinal);
        var defaults = Values(new ServiceOptions(), ServiceOptions.Section)
            .Where(value => value.Value is not null)
            .ToDictionary(value => value.Name, value => value.Value!, StringComparer.Ordinal);

        Assert.Equal(
            defaults.OrderBy(value => value.Key, StringComparer.Ordinal), documented.OrderBy(value => value.Key, StringComparer.Ordinal));
    }

    /// <summary>The settings by their names with their defaults; null where there is none.</summary>
    private static IEnumerable<(string Name, string? Value)> Values(object options, string name) =>
        options.GetType().GetProperties().Where(property => property.CanWrite).SelectMany(property =>
            property.PropertyType.Assembly == options.GetType().Assembly && property.PropertyType.IsClass
                ? Values(property.GetValue(options)!, $"{name}__{property.Name}")
                : [($"{name}__{property.Name}", Text(property.GetValue(options)))]);

    private static string? Text(object? value) => value switch
    {
        null => null,
        Enum choice => choice.ToString().ToLowerInvariant(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
