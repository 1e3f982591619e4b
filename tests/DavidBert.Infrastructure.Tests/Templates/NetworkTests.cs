using System.Text.Json.Nodes;
using DavidBert.Infrastructure.Tests.Bicep;

namespace DavidBert.Infrastructure.Tests.Templates;

/// <summary>Private networking: all of it or nothing.</summary>
public sealed class NetworkTests
{
    private const string Network = "Microsoft.Network/";

    [Fact]
    public async Task Network_ByDefault_IsNone()
    {
        var deployment = await Deployment.DefaultAsync();

        Assert.DoesNotContain(
            deployment.Resources, resource => ((string)resource["type"]!).StartsWith(
                Network,
                StringComparison.Ordinal));
        Assert.Equal("Allow", (string?)deployment
            .Single("Microsoft.Storage/storageAccounts")["properties"]!["networkAcls"]!["defaultAction"]);
    }

    [Fact]
    public async Task Network_WithPrivateNetworking_HasEndpointsForBlobAndQueueAndOneWayOut()
    {
        var deployment = await Deployment.WithEveryOptionAsync();

        Assert.Equal(["blob", "queue"], deployment.OfType(Network + "privateEndpoints").Select(Group).ToArray());
        Assert.Equal(2, deployment.OfType(Network + "privateEndpoints/privateDnsZoneGroups").Count());
        Assert.Equal(2, deployment.OfType(Network + "privateDnsZones/virtualNetworkLinks").Count());
        var app = Assert.Single(
            deployment.OfType(Network + "virtualNetworks/subnets"),
            subnet => ((string)subnet["name"]!).EndsWith("/app", StringComparison.Ordinal))
            ["properties"]!;
        Assert.Equal(
            "Microsoft.App/environments",
            (string?)Assert.Single(app["delegations"]!.AsArray())!["properties"]!["serviceName"]);
        Assert.Equal((string?)deployment.Single(Network + "natGateways")["id"], (string?)app["natGateway"]!["id"]);
        Assert.Contains(
            "appSubnetId", (string?)deployment
                .Single("Microsoft.Web/sites")["properties"]!["virtualNetworkSubnetId"], StringComparison.Ordinal);
    }

    private static string Group(JsonNode endpoint) =>
        (string)Assert.Single(endpoint["properties"]!["privateLinkServiceConnections"]!
            .AsArray())!["properties"]!["groupIds"]![0]!;
}
