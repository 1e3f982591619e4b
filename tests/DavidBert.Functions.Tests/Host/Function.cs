using System.Text.Json.Nodes;
using DavidBert.Functions.Tests.Host.Rpc;

namespace DavidBert.Functions.Tests.Host;

/// <summary>A function as the worker tells of it.</summary>
/// <param name="Metadata">What it told.</param>
/// <param name="Trigger">The binding that starts the function.</param>
internal sealed record Function(RpcFunctionMetadata Metadata, JsonNode Trigger)
{
    private const string AnyPath = "{*path}";

    public string Name => Metadata.Name;

    public string Id => Metadata.FunctionId;

    /// <summary>The bindings as JSON.</summary>
    public IEnumerable<JsonNode> Bindings => Metadata.RawBindings.Select(binding => JsonNode.Parse(binding)!);

    /// <summary>The name of the parameter that the trigger fills.</summary>
    public string Parameter => (string)Trigger["name"]!;

    public bool IsHttp => (string?)Trigger["type"] is "httpTrigger";

    public static Function Of(RpcFunctionMetadata metadata) =>
        new(metadata, metadata.RawBindings.Select(binding => JsonNode.Parse(binding)!).Single(IsTrigger));

    /// <summary>
    /// The function that takes a request: the host matches a route as it is written before the one for any path.
    /// </summary>
    public static Function? For(IEnumerable<Function> functions, string method, string path) => functions
        .Where(function => function.IsHttp && function.Takes(method, path))
        .MinBy(function => (string?)function.Trigger["route"] is AnyPath);

    private static bool IsTrigger(JsonNode binding) =>
        ((string?)binding["type"])?.EndsWith("Trigger", StringComparison.Ordinal) == true;

    private bool Takes(string method, string path) =>
        (string?)Trigger["route"] is var route
        && (route is AnyPath || string.Equals($"/{route}", path, StringComparison.OrdinalIgnoreCase))
        && (Trigger["methods"] is not JsonArray methods
            || methods.Any(one => string.Equals((string?)one, method, StringComparison.OrdinalIgnoreCase)));
}
