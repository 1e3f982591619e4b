using System.Globalization;
using DavidBert.Infrastructure.Tests.Bicep;

namespace DavidBert.Infrastructure.Tests.Templates;

/// <summary>The plan, the function app and what its settings say.</summary>
public sealed class FunctionAppTests
{
    private const string App = "Microsoft.Web/sites";

    [Fact]
    public async Task App_ByDefault_SpeaksTls12OnlyAndTakesNoPasswords()
    {
        var deployment = await Deployment.DefaultAsync();
        var properties = deployment.Single(App)["properties"]!;

        Assert.True((bool)properties["httpsOnly"]!);
        Assert.Equal("Disabled", (string?)properties["siteConfig"]!["ftpsState"]);
        Assert.Equal("1.2", (string?)properties["siteConfig"]!["minTlsVersion"]);
        Assert.Equal("1.2", (string?)properties["siteConfig"]!["scmMinTlsVersion"]);
        Assert.Equal("UserAssigned", (string?)deployment.Single(App)["identity"]!["type"]);
        var policies = deployment.OfType($"{App}/basicPublishingCredentialsPolicies").ToArray();
        Assert.Equal(["ftp", "scm"], deployment.Names($"{App}/basicPublishingCredentialsPolicies"));
        Assert.All(policies, policy => Assert.False((bool)policy["properties"]!["allow"]!));
    }

    [Fact]
    public async Task App_ByDefault_IsFlexConsumptionOnDotnet10WithoutIdleInstances()
    {
        var deployment = await Deployment.DefaultAsync();
        var config = deployment.Single(App)["properties"]!["functionAppConfig"]!;

        Assert.Equal("FC1", (string?)deployment.Single("Microsoft.Web/serverfarms")["sku"]!["name"]);
        Assert.Equal("dotnet-isolated", (string?)config["runtime"]!["name"]);
        Assert.Equal("10.0", (string?)config["runtime"]!["version"]);
        Assert.Equal("UserAssignedIdentity", (string?)config["deployment"]!["storage"]!["authentication"]!["type"]);
        Assert.Equal(2048, (int)config["scaleAndConcurrency"]!["instanceMemoryMB"]!);
        Assert.Equal(40, (int)config["scaleAndConcurrency"]!["maximumInstanceCount"]!);
        Assert.Empty(config["scaleAndConcurrency"]!["alwaysReady"]!.AsArray());
        Assert.Equal("api", (string?)deployment.Single(App)["tags"]!["azd-service-name"]);
    }

    [Fact]
    public async Task App_WithScaleParameters_TakesThem()
    {
        var deployment = await Deployment.WithEveryOptionAsync();
        var scale = deployment.Single(App)["properties"]!["functionAppConfig"]!["scaleAndConcurrency"]!;

        Assert.Equal(4096, (int)scale["instanceMemoryMB"]!);
        Assert.Equal(7, (int)scale["maximumInstanceCount"]!);
        var ready = Assert.Single(scale["alwaysReady"]!.AsArray());
        Assert.Equal(("http", 2), ((string?)ready!["name"], (int)ready["instanceCount"]!));
        Assert.Equal("2", (string?)deployment.AppSettings()["DavidBert__Model__Threads"]);
    }

    [Fact]
    public async Task App_ByDefault_GetsFewerRequestsAtATimeThanTheServiceRefuses()
    {
        var deployment = await Deployment.DefaultAsync();
        var scale = deployment.Single(App)["properties"]!["functionAppConfig"]!["scaleAndConcurrency"]!;
        var queue = int.Parse(
            (string)deployment.AppSettings()["DavidBert__Batching__Queue"]!,
            CultureInfo.InvariantCulture);

        Assert.Equal(32, (int)scale["triggers"]!["http"]!["perInstanceConcurrency"]!);
        Assert.True((int)scale["triggers"]!["http"]!["perInstanceConcurrency"]! < queue);
    }

    [Theory]
    [InlineData("Standard_LRS", "Standard_ZRS")]
    [InlineData("Standard_GRS", "Standard_GZRS")]
    [InlineData("Standard_ZRS", "Standard_ZRS")]
    public async Task App_ZoneRedundant_HasTwoInstancesAndStorageInSeveralZones(string asked, string expected)
    {
        var deployment = await Deployment.PredictAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DAVIDBERT_ZONE_REDUNDANT"] = "true",
            ["DAVIDBERT_STORAGE_SKU"] = asked,
        });
        var scale = deployment.Single(App)["properties"]!["functionAppConfig"]!["scaleAndConcurrency"]!;

        Assert.True((bool)deployment.Single("Microsoft.Web/serverfarms")["properties"]!["zoneRedundant"]!);
        Assert.Equal(2, (int)Assert.Single(scale["alwaysReady"]!.AsArray())!["instanceCount"]!);
        Assert.Equal(expected, (string?)deployment.Single("Microsoft.Storage/storageAccounts")["sku"]!["name"]);
    }

    [Fact]
    public async Task Settings_ByDefault_TellTheHostThatTheFrontEndKnowsTheClient() =>
        Assert.Equal(
            "true",
            (string?)(await Deployment.DefaultAsync()).AppSettings()["ASPNETCORE_FORWARDEDHEADERS_ENABLED"]);

    [Fact]
    public async Task Settings_ByDefault_ReachStorageByIdentity()
    {
        var settings = (await Deployment.DefaultAsync()).AppSettings();

        Assert.False(settings.ContainsKey("AzureWebJobsStorage"));
        Assert.Contains(".blob.", (string?)settings["AzureWebJobsStorage__blobServiceUri"], StringComparison.Ordinal);
        Assert.Contains(".queue.", (string?)settings["AzureWebJobsStorage__queueServiceUri"], StringComparison.Ordinal);
        Assert.Equal("managedidentity", (string?)settings["AzureWebJobsStorage__credential"]);
        Assert.Equal((string?)settings["AZURE_CLIENT_ID"], (string?)settings["AzureWebJobsStorage__clientId"]);
        Assert.Contains(
            "Authorization=AAD",
            (string?)settings["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"],
            StringComparison.Ordinal);
        Assert.Contains(
            ".outputs.blobEndpoint.value",
            (string?)settings["DavidBert__Storage"],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_ByDefault_HaveNoneThatFlexConsumptionRefuses()
    {
        string[] refused =
        [
            "ENABLE_ORYX_BUILD", "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_RUNTIME",
            "FUNCTIONS_WORKER_RUNTIME_VERSION", "FUNCTIONS_MAX_HTTP_CONCURRENCY", "FUNCTIONS_WORKER_PROCESS_COUNT",
            "FUNCTIONS_WORKER_DYNAMIC_CONCURRENCY_ENABLED",
            "SCM_DO_BUILD_DURING_DEPLOYMENT", "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", "WEBSITE_CONTENTOVERVNET",
            "WEBSITE_CONTENTSHARE", "WEBSITE_DNS_SERVER", "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT",
            "WEBSITE_NODE_DEFAULT_VERSION", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_SKIP_CONTENTSHARE_VALIDATION",
            "WEBSITE_VNET_ROUTE_ALL",
        ];

        var settings = (await Deployment.DefaultAsync()).AppSettings();

        Assert.Empty(refused.Intersect(settings.Select(setting => setting.Key), StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Settings_OfTheOperator_ReplaceTheDefaults()
    {
        var deployment = await Deployment.WithEveryOptionAsync();
        var settings = deployment.AppSettings();

        Assert.Equal("keep", (string?)settings["DavidBert__Labelling__After"]);
        Assert.Equal("https://a.example,https://b.example", (string?)settings["DavidBert__Cors__Origins"]);
        Assert.Equal("microsoft.rate_limited", (string?)settings["OTEL_TRACES_SAMPLER"]);
        Assert.Equal("1", (string?)settings["OTEL_TRACES_SAMPLER_ARG"]);
    }
}
