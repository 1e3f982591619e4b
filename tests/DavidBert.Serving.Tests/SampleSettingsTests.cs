using System.Text.Json.Nodes;
using DavidBert.Serving.Configuration;
using Microsoft.Extensions.Configuration;

namespace DavidBert.Serving.Tests;

/// <summary>The sample settings name every setting there is, and no other.</summary>
public sealed class SampleSettingsTests
{
    private static readonly string Root = FindRoot();

    [Fact]
    public void Sample_ItsNames_AreThoseOfTheOptions()
    {
        Assert.Equal(NamesOf(typeof(ServiceOptions), ServiceOptions.Section).Order(StringComparer.Ordinal), Sample()
            .Select(setting => setting.Key).Where(
                name => name.StartsWith("DavidBert__", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Sample_Read_GivesSettingsThatCanBe()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            Sample().Select(
                setting => KeyValuePair.Create(
                    setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value))).Build();

        Assert.Equal(AccessMode.Open, Settings.Read(configuration).Access.Mode);
    }

    [Fact]
    public void Page_ItsTables_ExplainEverySettingOfTheSample()
    {
        var page = File.ReadAllText(Path.Combine(Root, "docs", "settings.md"));

        Assert.All(Sample(), setting => Assert.Contains($"`{setting.Key}`", page, StringComparison.Ordinal));
    }

    private static JsonObject Sample() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "local.settings.sample.json")))!["Values"]!.AsObject();

    /// <summary>The settings of a record: its values by their names, its records' values under theirs.</summary>
    private static IEnumerable<string> NamesOf(Type options, string prefix) =>
        options.GetProperties().SelectMany(property =>
        property.PropertyType.IsClass
        && property.PropertyType != typeof(string)
        && property.PropertyType != typeof(Type)
            ? NamesOf(property.PropertyType, $"{prefix}__{property.Name}")
            : [$"{prefix}__{property.Name}"]);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "DavidBert.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
