using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DavidBert.Infrastructure.Tests.Bicep;

/// <summary>The files under infra as the Bicep CLI sees them.</summary>
public sealed partial class BicepFileTests
{
    [Theory]
    [InlineData("infra/**/*.bicep")]
    [InlineData("infra/*.bicepparam")]
    public async Task Lint_AllFiles_FindsNothing(string pattern)
    {
        var lint = await BicepCli.RunAsync(["lint", "--pattern", pattern]);

        Assert.True(lint.ExitCode == 0 && lint.Output.Length == 0 && lint.Error.Length == 0, lint.Output + lint.Error);
    }

    [Fact]
    public async Task Lint_ParameterWithoutUseOrDescription_Fails()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(Repository.Infrastructure, "bicepconfig.json"), folder.File("bicepconfig.json"));
        await File.WriteAllTextAsync(
            folder.File("main.bicep"),
            "param unused string\n",
            TestContext.Current.CancellationToken);

        var lint = await BicepCli.RunAsync(["lint", folder.File("main.bicep")]);

        Assert.NotEqual(0, lint.ExitCode);
        Assert.Contains("Error no-unused-params", lint.Output + lint.Error, StringComparison.Ordinal);
        Assert.Contains("Error use-description-params", lint.Output + lint.Error, StringComparison.Ordinal);
    }

    /// <summary>Only here, as a deployment must not fail because a newer Bicep CLI knows a newer version.</summary>
    [Fact]
    public async Task Lint_WithNoAgeAllowed_FindsTheNewestApiVersions()
    {
        using var folder = new TemporaryFolder();
        folder.CopyBicep();
        await File.WriteAllTextAsync(
            folder.File("bicepconfig.json"),
            """{"analyzers": {"core": {"rules": {"use-recent-api-versions": """
            + """{"level": "error", "maxAgeInDays": 0}}}}}""",
            TestContext.Current.CancellationToken);

        var lint = await BicepCli.RunAsync(["lint", "--pattern", folder.File("**/*.bicep")]);

        Assert.DoesNotContain(
            (lint.Output + lint.Error).Split('\n'),
            line => line.Contains("use-recent-api-versions", StringComparison.Ordinal)
                && !line.Contains("'Microsoft.Insights/diagnosticSettings'", StringComparison.Ordinal));
    }

    [Fact]
    public void Configuration_EachRule_IsAnError()
    {
        var rules = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Infrastructure, "bicepconfig.json")))!
            ["analyzers"]!["core"]!["rules"]!.AsObject();

        Assert.NotEmpty(rules);
        Assert.All(rules, rule => Assert.Equal("error", (string?)rule.Value!["level"]));
    }

    [Theory]
    [InlineData("**/*.bicep")]
    [InlineData("*.bicepparam")]
    public async Task Format_AllFiles_ChangesNothing(string pattern)
    {
        using var folder = new TemporaryFolder();
        folder.CopyBicep();

        var format = await BicepCli.RunAsync(["format", "--pattern", folder.File(pattern)]);

        Assert.True(format.ExitCode == 0, format.Error);
        Assert.All(TemporaryFolder.BicepFiles, file => Assert.Equal(
            File.ReadAllText(Path.Combine(Repository.Infrastructure, file)), File.ReadAllText(
                folder.File(file)), ignoreLineEndingDifferences: true));
    }

    [Fact]
    public async Task Build_Main_HasStableApiVersionsAndNoSuppressedRule()
    {
        var build = await BicepCli.BuildMainAsync();

        Assert.Equal(0, build.ExitCode);
        var versions = ApiVersion().Matches(build.Output).Select(match => match.Groups["version"].Value).ToArray();
        Assert.NotEmpty(versions);
        Assert.All(
            versions.Where(version => version.Contains("preview", StringComparison.Ordinal)),
            version => Assert.Equal(OfDiagnosticSettings, version));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(Repository.Infrastructure, "*.bicep", SearchOption.AllDirectories),
            file => File.ReadAllText(file).Contains("#disable", StringComparison.Ordinal));
    }

    /// <summary>There is no newer one, and no stable one that takes a service of a storage account.</summary>
    private const string OfDiagnosticSettings = "2021-05-01-preview";

    [GeneratedRegex("\"apiVersion\": \"(?<version>[^\"]+)\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ApiVersion();
}
