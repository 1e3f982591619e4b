using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DavidBert.Serving.Http;
using DavidBert.Testing.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace DavidBert.Serving.Tests.Http;

/// <summary>
/// The description that is served, a file with prose and examples, against what the mapped endpoints say of themselves.
/// </summary>
public sealed class OpenApiTests
{
    /// <summary>What only the file says.</summary>
    private static readonly string[] Prose =
    [
        "description", "example", "examples", "summary", "tags", "security", "head", "required",
        "minimum", "maximum", "maxLength", "minItems", "maxItems", "default", "headers",
    ];

    [Fact]
    public async Task Description_OfTheFile_IsThatOfTheEndpoints()
    {
        await using var service = await RunningService.StartAsync(configure: builder =>
        {
            builder.Services.AddOpenApi("v1", options => options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1);
            builder.Services.ConfigureHttpJsonOptions(options =>
            {
                options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
                options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
                options.SerializerOptions.TypeInfoResolverChain.Insert(0, ServiceJson.Default);
            });
        });
        _ = service.Services.GetRequiredService<ServiceEntry>();
        var described = await service.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1")
            .GetOpenApiDocumentAsync(TestContext.Current.CancellationToken);
        var generated = JsonNode.Parse(
            await described.SerializeAsJsonAsync(
                OpenApiSpecVersion.OpenApi3_1,
                TestContext.Current.CancellationToken))!;
        if (Environment.GetEnvironmentVariable("DAVIDBERT_WRITE_OPENAPI") is { } path)
        {
            await File.WriteAllTextAsync(path, generated.ToJsonString(), TestContext.Current.CancellationToken);
        }

        using var response = await service.GetAsync("/api/openapi.json");
        var served = await response.JsonAsync();

        Assert.Equal("3.1.1", (string?)served["openapi"]);
        Assert.Equal(Bare(generated["paths"]!), Bare(WithResponses(served)));
        Assert.Equal(Bare(generated["components"]!["schemas"]!), Bare(served["components"]!["schemas"]!));
    }

    /// <summary>The paths, with the responses that several of them share in their places.</summary>
    private static JsonNode WithResponses(JsonNode description)
    {
        var paths = description["paths"]!.DeepClone();
        var shared = description["components"]!["responses"]!;
        foreach (var operation in paths.AsObject().SelectMany(path => path.Value!.AsObject()))
        {
            var responses = operation.Value!["responses"]!.AsObject();
            foreach (var status in responses.Select(response => response.Key).ToArray())
            {
                if ((string?)responses[status]!["$ref"] is { } name)
                {
                    responses[status] = shared[name.Split('/')[^1]]!.DeepClone();
                }
            }
        }

        return paths;
    }

    /// <summary>
    /// What both say: paths, operations, statuses, and the names and types of fields; null stands for a field that is
    /// left out.
    /// </summary>
    private static string Bare(JsonNode node)
        => Strip(node)!.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    private static JsonNode? Strip(JsonNode? node) => node switch
    {
        JsonObject fields when fields["oneOf"] is JsonArray forms => Strip(forms.Last()),
        JsonObject { Count: 0 } => null,
        JsonObject fields when fields["type"] is JsonArray types => Strip(WithType(fields, types)),
        JsonObject fields => new JsonObject(fields
            .Where(field => !IsProse(field))
            .OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => KeyValuePair.Create(field.Key, Strip(field.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Strip)]),
        _ => node?.DeepClone(),
    };

    // A field may be called as a keyword is (the head of a model), but then it has a schema.
    private static bool IsProse(KeyValuePair<string, JsonNode?> field) =>
        Prose.Contains(field.Key, StringComparer.Ordinal) && (field.Key is not "head" || field.Value!["type"] is null);

    private static JsonObject WithType(JsonObject schema, JsonArray types)
    {
        var plain = schema.DeepClone().AsObject();
        plain["type"] = types.Select(type => (string)type!).Single(type => type is not "null");
        return plain;
    }
}
