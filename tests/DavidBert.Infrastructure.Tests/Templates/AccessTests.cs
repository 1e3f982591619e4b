using DavidBert.Infrastructure.Tests.Bicep;

namespace DavidBert.Infrastructure.Tests.Templates;

/// <summary>Keys and Entra ID in front of the service.</summary>
public sealed class AccessTests
{
    private const string App = "Microsoft.Web/sites";

    [Fact]
    public async Task AccessMode_ByDefault_IsKeyWithoutAuthenticationInFront()
    {
        var deployment = await Deployment.DefaultAsync();

        Assert.Equal("key", (string?)deployment.AppSettings()["DavidBert__Access__Mode"]);
        Assert.Equal(["appsettings"], deployment.Names($"{App}/config"));
        Assert.Null(deployment.Single(App)["properties"]!["siteConfig"]!["cors"]);
    }

    [Fact]
    public async Task AccessMode_NeitherKeyNorOpen_DoesNotCompile()
    {
        var build = await BicepCli.RunAsync(
            ["build-params", "infra/main.bicepparam", "--stdout"],
            new Dictionary<string, string>(BicepCli.Environment, StringComparer.Ordinal)
            {
                ["DAVIDBERT_ACCESS_MODE"] = "none"
            });

        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains("'key' | 'open'", build.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authentication_WithEntraClientId_AsksForTokensExceptOnOpenPaths()
    {
        var deployment = await Deployment.WithEveryOptionAsync();

        var authentication = Assert.Single(
            deployment.OfType($"{App}/config"), config => ((string)config["name"]!).EndsWith(
                "/authsettingsV2",
                StringComparison.Ordinal))
            ["properties"]!;
        var validation = authentication["globalValidation"]!;
        Assert.True((bool)authentication["platform"]!["enabled"]!);
        Assert.True((bool)validation["requireAuthentication"]!);
        Assert.Equal("Return401", (string?)validation["unauthenticatedClientAction"]);
        Assert.Equal(
            [
                "/runtime/webhooks/blobs", "/api/health/live", "/api/health/ready", "/api/demo", "/api/demo/*",
                "/api/docs", "/api/docs/*", "/api/openapi.json",
            ],
            validation["excludedPaths"]!.AsArray().Select(path => (string)path!).ToArray());
        var provider = authentication["identityProviders"]!["azureActiveDirectory"]!;
        Assert.Equal(OperatorOptions.ClientId, (string?)provider["registration"]!["clientId"]);
        Assert.False(provider["registration"]!.AsObject().ContainsKey("clientSecretSettingName"));
        var origins = deployment.Single(App)["properties"]!["siteConfig"]!["cors"]!["allowedOrigins"]!.AsArray();
        Assert.Equal(["https://a.example", "https://b.example"], origins.Select(origin => (string)origin!).ToArray());
    }
}
