using System.Text.RegularExpressions;
using DavidBert.Infrastructure.Tests.Bicep;

namespace DavidBert.Infrastructure.Tests.Templates;

/// <summary>Nothing secret is read, shown or left behind by a deployment.</summary>
public sealed partial class SecretTests
{
    [Fact]
    public async Task Build_Main_CallsNoFunctionThatListsKeys()
    {
        var build = await BicepCli.BuildMainAsync();

        Assert.Equal(0, build.ExitCode);
        Assert.Empty(ListCall().Matches(build.Output).Select(match => match.Value));
        Assert.DoesNotContain("SharedAccessKey", build.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("AccountKey", build.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task KeyHashes_OfTheOperator_GoThroughASecureParameterIntoOneSetting()
    {
        var deployment = await Deployment.WithEveryOptionAsync();

        Assert.Equal(
            "[parameters('accessKeyHashes')]",
            (string?)deployment.AppSettings()["DavidBert__Access__KeyHashes"]);
        Assert.DoesNotContain(OperatorOptions.KeyHash, deployment.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outputs_ByDefault_AreNamesAndAddresses()
    {
        var outputs = (await Deployment.DefaultAsync()).Outputs;

        string[] expected =
        [
            "AZURE_EVENT_GRID_TOPIC_ID", "AZURE_FUNCTION_APP", "AZURE_RESOURCE_GROUP", "AZURE_STORAGE_ACCOUNT",
            "AZURE_STORAGE_ACCOUNT_ID", "AZURE_STORAGE_BLOB_ENDPOINT", "DAVIDBERT_DEAD_LETTERS", "DAVIDBERT_INBOX",
            "DAVIDBERT_LABEL_FUNCTION", "SERVICE_API_URI",
        ];
        Assert.Equal(expected, outputs.Select(output => output.Key).Order(StringComparer.Ordinal).ToArray());
    }

    [Fact]
    public async Task Telemetry_ByDefault_IsTakenFromEntraIdentitiesOnly()
    {
        var deployment = await Deployment.DefaultAsync();

        Assert.True((bool)deployment.Single("Microsoft.Insights/components")["properties"]!["DisableLocalAuth"]!);
        Assert.True((bool)deployment
            .Single("Microsoft.OperationalInsights/workspaces")["properties"]!["features"]!["disableLocalAuth"]!);
    }

    [GeneratedRegex(@"\blist[A-Z]\w*\(", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ListCall();
}
