using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DavidBert.Serving.Http;
using DavidBert.Serving.Models;
using DavidBert.Testing;
using DavidBert.Testing.Http;

namespace DavidBert.Serving.Tests.Http;

/// <summary>
/// The examples of the description are what the service says with the default bundle. With
/// <c>DAVIDBERT_REFRESH=1</c> they are written into the file instead, as after a change of the bundle.
/// </summary>
public sealed class OpenApiExampleTests
{
    private const double OtherCpu = 0.01; // how far a score may be off on another type of processor
    private const string RequestOfExamples = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Json = "application/json";

    private static readonly string Description = Repository.At("src", "DavidBert.Serving", "Http", "openapi.json");

    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static bool Writes => Environment.GetEnvironmentVariable("DAVIDBERT_REFRESH") is "1";

    [Fact]
    public async Task Examples_OfAnswers_AreWhatTheDefaultBundleSays()
    {
        await using var service = await RunningService.StartAsync(withModel: false);
        service.Models.Swap(new ServedModel(
            Predictor.Load(Repository.DefaultBundle), "hash", Repository.DefaultBundle, DateTimeOffset.UnixEpoch));
        var description = JsonNode.Parse(await File.ReadAllTextAsync(Description, Cancellation))!;
        var paths = description["paths"]!;
        var post = paths["/api/predict"]!["post"]!;
        var requests = post["requestBody"]!["content"]![Json]!["examples"]!.AsObject();
        var responses = post["responses"]!["200"]!["content"]![Json]!["examples"]!.AsObject();
        Assert.Equal(requests.Select(example => example.Key), responses.Select(example => example.Key));
        foreach (var (name, request) in requests)
        {
            using var body = new StringContent(request!["value"]!.ToJsonString(), null, Json);
            using var response = await service.Client.PostAsync("/api/predict", body, Cancellation);
            Check(responses[name]!.AsObject(), "value", await response.JsonAsync());
        }

        foreach (var (path, operation) in paths.AsObject().Select(path => (path.Key, path.Value!["get"]?.AsObject())))
        {
            if (operation?["responses"]!["200"]!["content"]?[Json]!.AsObject() is { } content
                && content.ContainsKey("example"))
            {
                using var response = await service.GetAsync(path + Query(operation["parameters"]?.AsArray() ?? []));
                Check(content, "example", await response.JsonAsync());
            }
        }

        if (Writes)
        {
            await File.WriteAllTextAsync(Description, description.ToJsonString(Written) + "\n", Cancellation);
        }
    }

    [Fact]
    public async Task Examples_OfRefusals_AreTheServicesOwn()
    {
        var at = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        var refusals = new Dictionary<string, ProblemException>(StringComparer.Ordinal)
        {
            ["BadRequest"] = Refusal.WrongTopK,
            ["KeyNeeded"] = Refusal.NoKey,
            ["TooSlow"] = Refusal.TooSlow,
            ["TooLarge"] = Refusal.ListTooLarge(1_000),
            ["NotJson"] = Refusal.NoJsonType,
            ["ForeignHost"] = Refusal.ForeignHost,
            ["Unanswerable"] = Refusal.CannotBeAnswered(AnswerError.Empty),
            ["TooMany"] = Refusal.TooManyInFlight,
            ["NotReady"] = Refusal.NoModel(new ModelRefresh(ModelRefreshOutcome.Pending, at)),
        };
        var description = JsonNode.Parse(await File.ReadAllTextAsync(Description, Cancellation))!;
        var responses = description["components"]!["responses"]!.AsObject();

        Assert.Equal(refusals.Keys.Order(StringComparer.Ordinal), responses
            .Select(response => response.Key).Order(StringComparer.Ordinal));
        Assert.All(responses, response => Assert.Equal(
            JsonSerializer.SerializeToNode(
                refusals[response.Key].Problem with { RequestId = RequestOfExamples },
                ServiceJson.Default.Problem)!.ToJsonString(),
            response.Value!["content"]!["application/problem+json"]!["example"]!.ToJsonString()));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Query(JsonArray parameters) => parameters.Count == 0 ? "" : "?" + string.Join('&', parameters
        .Select(one => $"{one!["name"]}={Uri.EscapeDataString(one["example"]!.ToString())}"));

    private static void Check(JsonObject place, string name, JsonNode answer)
    {
        var rounded = Rounded(answer);
        if (Writes)
        {
            place[name] = rounded;
            return;
        }

        var known = place[name]!;
        Assert.True(
            AreAlike(known, rounded),
            $"The example is\n{known}\nbut the service says\n{rounded}\nDAVIDBERT_REFRESH=1 writes it.");
    }

    /// <summary>Scores with four digits, as people read them.</summary>
    private static JsonNode Rounded(JsonNode node) => node switch
    {
        JsonObject fields => new JsonObject(fields.Select(field => KeyValuePair.Create<string, JsonNode?>(
            field.Key, field.Key is "score" ? Math.Round((double)field.Value!, 4) : Rounded(field.Value!)))),
        JsonArray items => new JsonArray([.. items.Select(item => Rounded(item!))]),
        _ => node.DeepClone(),
    };

    private static bool AreAlike(JsonNode? one, JsonNode? other) => (one, other) switch
    {
        (JsonObject a, JsonObject b) =>
            a.Select(field => field.Key).SequenceEqual(b.Select(field => field.Key), StringComparer.Ordinal)
            && a.All(field => AreAlike(field.Value, b[field.Key])),
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(pair => AreAlike(pair.First, pair.Second)),
        (JsonValue a, JsonValue b) when a.GetValueKind() is JsonValueKind.Number =>
            Math.Abs((double)a - (double)b) <= OtherCpu,
        _ => JsonNode.DeepEquals(one, other),
    };
}
