using System.Net;
using System.Text.Json.Nodes;

namespace DavidBert.Testing.Http;

/// <summary>Reads what the service answered.</summary>
public static class Responses
{
    public static async Task<JsonNode> JsonAsync(
        this HttpResponseMessage response, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Asserts a problem of a status, a type and a field, and returns it.</summary>
    public static async Task<JsonNode> ProblemAsync(
        this HttpResponseMessage response, int status, string type, string? field = null)
    {
        var problem = await response.JsonAsync((HttpStatusCode)status);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"urn:davidbert:problem:{type}", (string?)problem["type"]);
        Assert.Equal(status, (int?)problem["status"]);
        Assert.NotEmpty((string)problem["title"]!);
        Assert.NotEmpty((string)problem["detail"]!);
        Assert.Equal(field, (string?)problem["field"]);
        return problem;
    }
}
