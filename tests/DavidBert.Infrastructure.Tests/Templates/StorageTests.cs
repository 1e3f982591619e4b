using System.Text.Json.Nodes;
using DavidBert.Infrastructure.Tests.Bicep;

namespace DavidBert.Infrastructure.Tests.Templates;

/// <summary>The storage account: what it holds and what it refuses.</summary>
public sealed class StorageTests
{
    private const string Account = "Microsoft.Storage/storageAccounts";

    [Fact]
    public async Task Account_ByDefault_TakesEntraIdentitiesOverTlsOnly()
    {
        var properties = (await Deployment.DefaultAsync()).Single(Account)["properties"]!;

        Assert.False((bool)properties["allowSharedKeyAccess"]!);
        Assert.False((bool)properties["allowBlobPublicAccess"]!);
        Assert.False((bool)properties["allowCrossTenantReplication"]!);
        Assert.False((bool)properties["isLocalUserEnabled"]!);
        Assert.True((bool)properties["defaultToOAuthAuthentication"]!);
        Assert.True((bool)properties["supportsHttpsTrafficOnly"]!);
        Assert.Equal("TLS1_2", (string?)properties["minimumTlsVersion"]);
    }

    [Fact]
    public async Task Containers_ByDefault_AreTheServicesAndTheHostsAndNoneIsAnonymous()
    {
        var deployment = await Deployment.DefaultAsync();

        string[] expected =
        [
            "app-package", "azure-webjobs-hosts", "azure-webjobs-secrets",
            "dead-letters", "done", "inbox", "labelled", "models", "rejected", "reports", "work",
        ];
        Assert.Equal(expected, deployment.Names($"{Account}/blobServices/containers"));
        Assert.All(
            deployment.OfType($"{Account}/blobServices/containers"),
            container => Assert.Equal("None", (string?)container["properties"]!["publicAccess"]));
    }

    [Fact]
    public async Task Logs_ByDefault_TellWhoReadWroteAndDeletedWhat()
    {
        var logs = (await Deployment.DefaultAsync()).OfType("Microsoft.Insights/diagnosticSettings").ToArray();

        Assert.Equal(
            ["StorageDelete StorageRead StorageWrite", "StorageDelete StorageWrite"],
            logs.Select(log => string.Join(' ', log["properties"]!["logs"]!.AsArray()
                .Where(one => (bool)one!["enabled"]!)
                .Select(one => (string)one!["category"]!)
                .Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal));
        Assert.All(
            logs,
            log => Assert.Contains("monitoring", (string?)log["properties"]!["workspaceId"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Queues_ByDefault_AreChunksAndPoisonedChunks()
    {
        var deployment = await Deployment.DefaultAsync();

        Assert.Equal(
            ["davidbert-chunks", "davidbert-chunks-poison"],
            deployment.Names($"{Account}/queueServices/queues"));
    }

    [Fact]
    public async Task Lifecycle_WithDoneDays_DeletesDoneInputsAndAbandonedWorkAlone()
    {
        var deployment = await Deployment.WithEveryOptionAsync();

        var rules = deployment.Single($"{Account}/managementPolicies")["properties"]!["policy"]!["rules"]!.AsArray();
        Assert.Equal(["done/ 90", "work/ 7"], rules.Select(Describe).ToArray());
    }

    [Fact]
    public async Task Account_WithPrivateNetworking_IsClosedExceptForAllowedAddresses()
    {
        var closed = await Deployment.PredictAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DAVIDBERT_PRIVATE_NETWORKING"] = "true",
        });
        var ajar = await Deployment.WithEveryOptionAsync();

        var all = closed.Single(Account)["properties"]!;
        Assert.Equal("Disabled", (string?)all["publicNetworkAccess"]);
        Assert.Equal("Deny", (string?)all["networkAcls"]!["defaultAction"]);
        var some = ajar.Single(Account)["properties"]!;
        Assert.Equal("Enabled", (string?)some["publicNetworkAccess"]);
        Assert.Equal("Deny", (string?)some["networkAcls"]!["defaultAction"]);
        Assert.Equal(
            ["203.0.113.7", "198.51.100.0/24"],
            some["networkAcls"]!["ipRules"]!.AsArray().Select(rule => (string)rule!["value"]!).ToArray());
    }

    private static string Describe(JsonNode? rule)
    {
        var prefix = Assert.Single(rule!["definition"]!["filters"]!["prefixMatch"]!.AsArray());
        var days = rule["definition"]!["actions"]!["baseBlob"]!["delete"]!["daysAfterModificationGreaterThan"];
        return $"{prefix} {days}";
    }
}
