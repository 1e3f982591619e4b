using System.Text.Json.Nodes;

namespace DavidBert.Infrastructure.Tests.Bicep;

/// <summary>
/// What main.bicepparam would deploy, as <c>bicep snapshot</c> predicts it; what only Azure knows stays an expression.
/// </summary>
internal sealed class Deployment
{
    private static readonly Lazy<Task<Deployment>> Default =
        new(() => PredictAsync(new Dictionary<string, string>(StringComparer.Ordinal)));

    private static readonly Lazy<Task<Deployment>> EveryOption = new(() => PredictAsync(OperatorOptions.All));

    private readonly JsonArray resources;

    private Deployment(JsonObject snapshot)
    {
        resources = snapshot["predictedResources"]!.AsArray();
        Outputs = snapshot["outputs"]!.AsObject();
        Text = snapshot.ToJsonString();
    }

    public JsonObject Outputs { get; }

    public string Text { get; }

    public IEnumerable<JsonNode> Resources => resources.Select(resource => resource!);

    /// <summary>Without any parameter of an operator.</summary>
    public static Task<Deployment> DefaultAsync() => Default.Value;

    /// <summary>With each of <see cref="OperatorOptions.All"/>.</summary>
    public static Task<Deployment> WithEveryOptionAsync() => EveryOption.Value;

    /// <summary>The same with the given environment variables.</summary>
    public static async Task<Deployment> PredictAsync(IReadOnlyDictionary<string, string> parameters)
    {
        using var folder = new TemporaryFolder();
        folder.CopyBicep();
        var snapshot = await BicepCli.RunAsync(
            [
                "snapshot", folder.File("main.bicepparam"), "--mode", "overwrite", "--location", "westeurope",
                "--subscription-id", "00000000-0000-0000-0000-000000000001",
                "--tenant-id", "00000000-0000-0000-0000-000000000002",
            ],
            BicepCli.Environment.Concat(parameters).ToDictionary(StringComparer.Ordinal));
        Assert.True(snapshot.ExitCode == 0, snapshot.Output + snapshot.Error);

        var text = await File.ReadAllTextAsync(
            folder.File("main.snapshot.json"),
            TestContext.Current.CancellationToken);
        var deployment = new Deployment(JsonNode.Parse(text)!.AsObject());
        Assert.Empty(JsonNode.Parse(text)!["diagnostics"]!.AsArray());
        return deployment;
    }

    public JsonNode Single(string type) => Assert.Single(OfType(type));

    public IEnumerable<JsonNode> OfType(string type)
        => Resources.Where(resource => string.Equals((string?)resource["type"], type, StringComparison.Ordinal));

    /// <summary>The last part of the names of all resources of a type, sorted.</summary>
    public string[] Names(string type) =>
        [.. OfType(type).Select(resource => ((string)resource["name"]!).Split('/')[^1]).Order(StringComparer.Ordinal)];

    /// <summary>The function app's settings.</summary>
    public JsonObject AppSettings() =>
        Assert.Single(
            OfType("Microsoft.Web/sites/config"),
            config => ((string)config["name"]!).EndsWith("/appsettings", StringComparison.Ordinal))
            ["properties"]!.AsObject();
}
