using System.Text.Json;
using DavidBert.Functions.Tests.Host;
using DavidBert.Serving.Hosting;
using DavidBert.Serving.Http;
using DavidBert.Serving.Inbox;
using DavidBert.Testing;
using DavidBert.Testing.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DavidBert.Functions.Tests;

/// <summary>The functions, as the worker tells the host of them.</summary>
public sealed class FunctionTests
{
    private const string Request =
        """{"name":"request","type":"httpTrigger","direction":"In","authLevel":"Anonymous",""";

    private const string Message =
        """{"name":"message","type":"queueTrigger","direction":"In","queueName":""";

    private const string Blob =
        """{"name":"file","type":"blobTrigger","direction":"In","properties":{"supportsDeferredBinding":"True"},""";

    private const string Http =
        $$"""
        live {{Request}}"methods":["get","head"],"route":"api/health/live"}
        live {"name":"$return","type":"http","direction":"Out"}
        model {{Request}}"methods":["get","head"],"route":"api/model"}
        model {"name":"$return","type":"http","direction":"Out"}
        predict {{Request}}"methods":["post"],"route":"api/predict"}
        predict {"name":"$return","type":"http","direction":"Out"}
        predict_text {{Request}}"methods":["get","head"],"route":"api/predict"}
        predict_text {"name":"$return","type":"http","direction":"Out"}
        ready {{Request}}"methods":["get","head"],"route":"api/health/ready"}
        ready {"name":"$return","type":"http","direction":"Out"}
        rest {{Request}}"route":"{*path}"}
        rest {"name":"$return","type":"http","direction":"Out"}
        words {{Request}}"methods":["get","head"],"route":"api/words"}
        words {"name":"$return","type":"http","direction":"Out"}

        """;

    private const string Timers =
        """
        sweep-inbox {"name":"timer","type":"timerTrigger","direction":"In","schedule":"0 7 * * * *"}

        """;

    private const string Queues =
        $$"""
        label-chunk {{Message}}"davidbert-chunks","dataType":"String"}
        reject-chunk {{Message}}"davidbert-chunks-poison","dataType":"String"}
        reject-file {{Message}}"webjobs-blobtrigger-poison","dataType":"String"}

        """;

    private const string Events =
        $$"""
        label-file {{Blob}}"path":"inbox/{name}","source":"EventGrid"}

        """;

    private const string Polling =
        $$"""
        label-file {{Blob}}"path":"inbox/{name}","source":"LogsAndContainerScan"}

        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Functions_AsDeployed_TakeRequestsEventsAndMessages()
    {
        await using var host = await FunctionsHost.StartAsync(
            WorkerPool.Deployed, new Dictionary<string, string?>(), Cancellation);

        Assert.Equal(Lines(Http + Queues + Timers + Events), Told(host));
    }

    [Fact]
    public async Task Functions_ForALocalRun_PollTheInboxInstead()
    {
        var settings = new Dictionary<string, string?> { ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true" };
        await using var host = await FunctionsHost.StartAsync(WorkerPool.Local, settings, Cancellation);

        Assert.Equal(Lines(Http + Queues + Timers + Polling), Told(host));
    }

    [Fact]
    public async Task Functions_OfThePathsUnderApi_AreTheEndpointsOfTheService()
    {
        await using var host = await FunctionsHost.StartAsync(
            WorkerPool.Deployed, new Dictionary<string, string?>(), Cancellation);
        await using var service = LocalService.Create(0);
        _ = service.Services.GetRequiredService<ServiceEntry>();
        var endpoints = service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is not null)
            .Select(endpoint => (
                endpoint.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName,
                endpoint.RoutePattern.RawText!,
                string.Join(' ', endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods)));
        var functions = host.Functions
            .Where(function => function is { IsHttp: true, Name: not "rest" })
            .Select(function => (function.Name, $"/{function.Trigger["route"]}", Methods(function)));

        Assert.Equal(endpoints.Order(), functions.Order());
    }

    [Fact]
    public async Task Predict_WhereItIsNotADevelopersMachine_AsksForAKey()
    {
        await using var host = await FunctionsHost.StartAsync(
            WorkerPool.Deployed,
            new Dictionary<string, string?> { ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Production" },
            Cancellation);
        await host.AnsweringAsync("/api/health/live");
        using var response = await host.GetAsync("/api/predict?text=large");

        await response.ProblemAsync(401, "key-needed");
    }

    [Fact]
    public void HostFile_TriesAsOftenAsTheServiceCounts()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Repository.At("host.json")));
        var extensions = host.RootElement.GetProperty("extensions");

        Assert.Equal(
            FilePlaces.MostAttempts,
            extensions.GetProperty("queues").GetProperty("maxDequeueCount").GetInt32());
        Assert.Equal(
            FilePlaces.MostAttempts,
            extensions.GetProperty("blobs").GetProperty("poisonBlobThreshold").GetInt32());
    }

    [Fact]
    public async Task Entry_RequestThatTheHostRouted_IsRoutedAnewAndTheHostsRouteKept()
    {
        await using var service = LocalService.Create(0);
        var context = new DefaultHttpContext { RequestServices = service.Services };
        var routed = new Endpoint(requestDelegate: null, metadata: null, "the host's");
        context.SetEndpoint(routed);
        context.Request.RouteValues["path"] = "api/health/live";
        context.Request.Method = "GET";
        context.Request.Path = "/api/health/live";
        using var body = new MemoryStream();
        context.Response.Body = body;
        await service.Services.GetRequiredService<ServiceEntry>().ExecuteAsync(context);

        Assert.Equal(200, context.Response.StatusCode);
        Assert.Equal("{\"status\":\"live\"}"u8, body.ToArray());
        Assert.Same(routed, context.GetEndpoint());
        Assert.Equal("api/health/live", context.Request.RouteValues["path"]);
    }

    private static IEnumerable<string> Told(FunctionsHost host) => host.Functions
        .SelectMany(function => function.Metadata.RawBindings.Select(binding => $"{function.Name} {binding}"))
        .Order(StringComparer.Ordinal);

    private static string Methods(Function function) => string.Join(
        ' ',
        function.Trigger["methods"]!.AsArray().Select(method => ((string)method!).ToUpperInvariant()));

    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Order(StringComparer.Ordinal);
}
