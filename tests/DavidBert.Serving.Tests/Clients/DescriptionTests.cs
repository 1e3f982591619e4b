using System.Text.Json.Nodes;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Clients;

/// <summary>The description under the tools of those who read it.</summary>
public sealed class DescriptionTests
{
    private static readonly string Description = Repository.At("src", "DavidBert.Serving", "Http", "openapi.json");

    [Fact]
    public async Task Description_LintedByRedocly_HasNoFinding()
    {
        var output = await ClientFolder.RunAsync(
            ["node_modules/@redocly/cli/bin/cli.js", "lint", "--format=json", Description],
            ("REDOCLY_TELEMETRY", "off"),
            ("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true"));

        var totals = JsonNode.Parse(output)!["totals"]!;
        Assert.True((int)totals["errors"]! + (int)totals["warnings"]! == 0, output);
    }

    [Fact]
    public Task Description_LintedBySpectral_HasNoFinding() => ClientFolder.RunAsync(
        ["node_modules/@stoplight/spectral-cli/dist/index.js", "lint", "--fail-severity=hint", Description]);
}
