using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DavidBert.Infrastructure.Tests.Bicep;
using DavidBert.Serving.Configuration;
using Microsoft.Extensions.Configuration;

namespace DavidBert.Infrastructure.Tests.Names;

/// <summary>Names that stand in more than one place are the same everywhere.</summary>
public sealed partial class NameTests
{
    private const string Section = "DavidBert__";

    private static readonly string SettingsPage = Path.Combine(Repository.Root, "docs", "settings.md");

    [Fact]
    public async Task Settings_OfTheService_AreTheSameInCodeInfrastructureAndDocumentation()
    {
        var deployed = (await Deployment.DefaultAsync()).AppSettings().Select(setting => setting.Key)
            .Where(IsOfTheService);

        Assert.Equal(ServiceNames.Settings, deployed.Order(StringComparer.Ordinal).ToArray());
        Assert.Equal(ServiceNames.Settings, MarkdownTable.Of(SettingsPage, "Settings of the service").Column("Name"));
    }

    [Fact]
    public void Settings_OfTheSample_AreTheOptions()
    {
        var sample = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository
            .Root, "local.settings.sample.json")))!["Values"]!.AsObject();

        Assert.Equal(
            ServiceNames.Settings,
            sample.Select(setting => setting.Key).Where(IsOfTheService).Order(StringComparer.Ordinal).ToArray());
    }

    [Fact]
    public async Task Settings_OfTheService_CanBeReadByIt()
    {
        var settings = (await Deployment.DefaultAsync()).AppSettings()
            .Where(setting => IsOfTheService(setting.Key) && !((string)setting.Value!).StartsWith('['))
            .Select(setting => KeyValuePair.Create(
                setting.Key.Replace("__", ":", StringComparison.Ordinal),
                (string?)setting.Value));

        var options = Settings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());

        Assert.Equal(new ServiceOptions().Limits, options.Limits);
        Assert.Equal(new ServiceOptions().Batching, options.Batching);
        Assert.Equal(new ServiceOptions().RateLimit, options.RateLimit);
        Assert.Equal(new ServiceOptions().Cache, options.Cache);
        Assert.Equal("attributes", options.Model.Name);
    }

    [Fact]
    public async Task Settings_OfTheService_HaveTheDocumentedValues()
    {
        var settings = (await Deployment.DefaultAsync()).AppSettings();

        foreach (var row in MarkdownTable.Of(SettingsPage, "Settings of the service").Rows)
        {
            var documented = row["In Azure"];
            if (documented.StartsWith('`'))
            {
                Assert.Equal(documented.Trim('`'), (string?)settings[row["Name"].Trim('`')]);
            }
            else if (documented is "empty")
            {
                Assert.Equal("", (string?)settings[row["Name"].Trim('`')]);
            }
        }
    }

    [Fact]
    public async Task OtherNames_SetOnTheApp_AreTheDocumentedOnes()
    {
        var deployed = (await Deployment.DefaultAsync()).AppSettings().Select(setting => setting.Key)
            .Where(name => !IsOfTheService(name));

        Assert.Equal(Documented("`infra/modules/functionapp.bicep`"), deployed.Order(StringComparer.Ordinal).ToArray());
    }

    [Fact]
    public async Task OtherNames_GivenOutByTheDeployment_AreTheDocumentedOnes()
    {
        var outputs = (await Deployment.DefaultAsync()).Outputs.Select(output => output.Key);

        Assert.Equal(Documented("output of `infra/main.bicep`"), outputs.Order(StringComparer.Ordinal).ToArray());
    }

    [Fact]
    public void OtherNames_ReadByTheHooks_AreDocumented()
    {
        var read = Directory.EnumerateFiles(Repository.Hooks)
            .SelectMany(file => Variable().Matches(File.ReadAllText(file))).Select(match => match.Groups["name"].Value)
            .Distinct(StringComparer.Ordinal).ToArray();

        Assert.NotEmpty(read);
        Assert.Empty(read.Except(Documented(setBy: null), StringComparer.Ordinal));
    }

    [Fact]
    public void OtherNames_OfTheDeployWorkflow_AreTheDocumentedOnes()
    {
        var workflow = File.ReadAllText(Path.Combine(Repository.Root, ".github", "workflows", "deploy.yml"));

        var read = WorkflowVariable().Matches(workflow).Select(match => match.Groups["name"].Value)
            .Distinct(StringComparer.Ordinal);

        Assert.Equal(
            MarkdownTable.Of(Repository.AzurePage, "Deploying from GitHub").Column("Variable"),
            read.Order(StringComparer.Ordinal).ToArray());
    }

    [Fact]
    public void Parameters_ReadFromTheEnvironment_AreTheDocumentedOnes()
    {
        var parameters = Parameter().Matches(
            File.ReadAllText(Path.Combine(Repository.Infrastructure, "main.bicepparam")))
            .ToDictionary(
                match => match.Groups["name"].Value,
                match => match.Groups["default"].Value,
                StringComparer.Ordinal);

        var table = MarkdownTable.Of(Repository.AzurePage, "Parameters");
        Assert.Equal(table.Column("Variable"), parameters.Keys.Order(StringComparer.Ordinal).ToArray());
        Assert.All(table.Rows, row => Assert.Equal(parameters[row["Variable"].Trim('`')], row["Default"].Trim('`')));
    }

    private static bool IsOfTheService(string name) => name.StartsWith(Section, StringComparison.Ordinal);

    private static string[] Documented(string? setBy) =>
    [
        .. MarkdownTable.Of(Repository.AzurePage, "All other names").Rows
            .Where(row => setBy is null || string.Equals(row["Set by"], setBy, StringComparison.Ordinal))
            .Select(row => row["Name"].Trim('`')).Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex(@"\b(?<name>(AZURE|DAVIDBERT|SERVICE)_[A-Z_]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"vars\.(?<name>[A-Z_]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WorkflowVariable();

    [GeneratedRegex(
        @"readEnvironmentVariable\('(?<name>[A-Z_]+)'(, '(?<default>[^']*)')?\)",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Parameter();
}
