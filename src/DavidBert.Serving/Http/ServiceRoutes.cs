using System.Net.Mime;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DavidBert.Serving.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DavidBert.Serving.Http;

/// <summary>Every path of the service and what answers it.</summary>
internal static class ServiceRoutes
{
    private const string ProblemJson = "application/problem+json";

    /// <summary>The modules of the page.</summary>
    private static readonly string[] Scripts =
    [
        "address.js", "answer.js", "conversation.js", "export.js", "page.js", "records.js", "service.js", "snippets.js",
        "table.js", "verdict.js",
    ];

    private static readonly string[] Styles = ["page.css", "answers.css"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var predict = ActivatorUtilities.CreateInstance<PredictEndpoint>(routes.ServiceProvider);
        var status = ActivatorUtilities.CreateInstance<StatusEndpoint>(routes.ServiceProvider);

        routes.MapMethods("/api/predict", [HttpMethods.Post], predict.PostAsync)
            .Named("predict", predict.PostAsync).Guarded()
            .WithMetadata(new AcceptsMetadata([MediaTypeNames.Application.Json], typeof(PredictRequest)))
            .Answers<PredictResponse>().Answers<PredictListResponse>()
            .Refuses(400, 401, 408, 413, 415, 421, 422, 429, 503);
        Get(routes, "/api/predict", predict.GetAsync)
            .Named("predict_text", predict.GetAsync).Guarded()
            .WithMetadata(QueryParameter.Of(TextParameters))
            .Answers<PredictResponse>().Answers(304)
            .Refuses(400, 401, 413, 421, 422, 429, 503);
        Get(routes, "/api/model", status.ModelAsync)
            .Named("model", status.ModelAsync).Guarded().Answers<ModelResponse>().Refuses(401, 421, 429, 503);
        Get(routes, "/api/words", status.WordsAsync)
            .Named("words", status.WordsAsync).Guarded().Answers<WordsResponse>()
            .Refuses(401, 421, 429, 503);
        Get(routes, "/api/health/live", StatusEndpoint.LiveAsync)
            .Named("live", StatusEndpoint.LiveAsync).Answers<HealthResponse>().Refuses(421);
        Get(routes, "/api/health/ready", status.ReadyAsync)
            .Named("ready", status.ReadyAsync).Answers<HealthResponse>().Refuses(421, 503);

        MapFiles(routes);
        if (routes.ServiceProvider.GetRequiredService<ServiceOptions>().Metrics.Prometheus)
        {
            routes.MapPrometheusScrapingEndpoint("/metrics").Guarded();
        }
    }

    private static void MapFiles(IEndpointRouteBuilder routes)
    {
        const string Html = "text/html; charset=utf-8";
        const string Script = "text/javascript; charset=utf-8";
        File(routes, EmbeddedFile.Of("openapi.json", "application/openapi+json; version=3.1"), "/api/openapi.json");
        File(routes, EmbeddedFile.OfReference("reference.html", Html), "/api/docs");
        File(routes, EmbeddedFile.OfReference("reference.js", Script), "/api/docs/reference.js");
        File(routes, EmbeddedFile.OfScalar(Script), "/api/docs/scalar.js");
        File(routes, EmbeddedFile.Of("index.html", Html), "/", "/api/demo");
        foreach (var style in Styles)
        {
            File(routes, EmbeddedFile.Of(style, "text/css; charset=utf-8"), $"/api/demo/{style}");
        }

        foreach (var script in Scripts)
        {
            File(routes, EmbeddedFile.Of(script, Script), $"/api/demo/{script}");
        }
    }

    private static IEndpointConventionBuilder Get(IEndpointRouteBuilder routes, string path, RequestDelegate answer) =>
        routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], answer);

    private static void File(IEndpointRouteBuilder routes, EmbeddedFile file, params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], file.WriteAsync).ExcludeFromDescription();
        }
    }

    /// <summary>The parameters of the query, for the description alone.</summary>
    private static void TextParameters(
        [FromQuery] string text, [FromQuery(Name = "top_k")] int topK = Predictor.DefaultTopK)
    {
    }

    private static T Guarded<T>(this T route) where T : IEndpointConventionBuilder =>
        route.WithMetadata(GuardedAttribute.Instance);

    private static T Named<T>(this T route, string name, Delegate signature) where T : IEndpointConventionBuilder =>
        route.WithMetadata(signature.Method, new EndpointNameAttribute(name));

    private static T Answers<T>(this T route, int status) where T : IEndpointConventionBuilder =>
        route.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(void)));

    private static IEndpointConventionBuilder Answers<T>(this IEndpointConventionBuilder route) =>
        route.WithMetadata(new ProducesResponseTypeMetadata(200, typeof(T), [MediaTypeNames.Application.Json]));

    private static void Refuses(this IEndpointConventionBuilder route, params int[] statuses)
    {
        foreach (var status in statuses)
        {
            route.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Problem), [ProblemJson]));
        }
    }
}

/// <summary>Describes a parameter of the query.</summary>
internal sealed class QueryParameter(ParameterInfo parameter) : IParameterBindingMetadata
{
    public string Name => parameter.Name!;

    public bool HasTryParse => parameter.ParameterType != typeof(string);

    public bool HasBindAsync => false;

    public ParameterInfo ParameterInfo => parameter;

    public bool IsOptional => parameter.HasDefaultValue;

    /// <summary>The parameters of a method that stands for a query.</summary>
    public static object[] Of(Action<string, int> query) =>
        [.. query.Method.GetParameters().Select(p => new QueryParameter(p))];
}

/// <summary>How what is sent is written, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PredictRequest))]
[JsonSerializable(typeof(PredictResponse))]
[JsonSerializable(typeof(PredictListResponse))]
[JsonSerializable(typeof(ModelResponse))]
[JsonSerializable(typeof(WordsResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ServiceJson : JsonSerializerContext
{
    /// <summary>
    /// Writes characters as they are. It is never part of a page: its content type and <c>nosniff</c> say so.
    /// </summary>
    public static ServiceJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
