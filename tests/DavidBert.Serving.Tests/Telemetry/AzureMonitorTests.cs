using System.Diagnostics;
using System.Text.Json.Nodes;
using DavidBert.Serving.Tests.Http;
using DavidBert.Testing.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace DavidBert.Serving.Tests.Telemetry;

/// <summary>What arrives at Azure Monitor, by the names that alerts and queries use.</summary>
[Collection(typeof(AloneInProcess))]
public sealed class AzureMonitorTests
{
    [Fact]
    public async Task Log_OfARequestThatIsNotSampled_IsSentWithTheNameOfItsEvent()
    {
        await using var collector = await AzureMonitorCollector.StartAsync();
        await using var service = await StartAsync(collector, "microsoft.rate_limited", "0");
        service.Models.Acquire()!.Model.Predictor.Dispose(); // now answers fail inside
        using var failed = await service.PostAsync("""{"text": "large"}""");
        await failed.ProblemAsync(500, "internal");

        Assert.True(service.Services.GetRequiredService<LoggerProvider>().ForceFlush());
        Assert.True(service.Services.GetRequiredService<TracerProvider>().ForceFlush());

        var record = Assert.Single(
            collector.Received("MessageData"),
            item => (string?)Properties(item)["EventName"] is "DavidBert.RequestFailed");
        Assert.Equal("davidbert", (string?)record["tags"]!["ai.cloud.role"]);
        Assert.Empty(collector.Received("RequestData"));
    }

    [Fact]
    public async Task Request_Sampled_LeadsToItsInferenceByALink()
    {
        await using var collector = await AzureMonitorCollector.StartAsync();
        await using var service = await StartAsync(collector, "microsoft.fixed_percentage", "1");
        var trace = ActivityTraceId.CreateRandom();
        using var ends = new SpanEnds(trace); // it hears of a span after the exporter, which listens already
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/predict?text=large");
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await ends.BothAsync();

        Assert.True(service.Services.GetRequiredService<TracerProvider>().ForceFlush());

        var asked = Assert.Single(
            collector.Received("RequestData"),
            item => string.Equals(
                (string?)item["tags"]!["ai.operation.id"], trace.ToHexString(), StringComparison.Ordinal));
        Assert.Equal("200", (string?)Data(asked)["responseCode"]);
        Assert.EndsWith("/api/predict?text=Redacted", (string?)Data(asked)["url"], StringComparison.Ordinal);
        var inference = Assert.Single(collector.Received("RemoteDependencyData"), item =>
            (string?)Properties(item)["_MS.links"] is { } links
            && links.Contains(trace.ToHexString(), StringComparison.Ordinal));
        Assert.Equal("davidbert.inference", (string?)Data(inference)["name"]);
        Assert.Equal("1", (string?)Properties(inference)["davidbert.batch.size"]);
    }

    [Fact]
    public async Task Metrics_OfARequest_KeepTheirNamesAndTags()
    {
        await using var collector = await AzureMonitorCollector.StartAsync();
        await using var service = await StartAsync(collector, "microsoft.rate_limited", "0");
        using var response = await service.PostAsync("""{"texts": ["large", "", "fishy"]}""");

        Assert.True(service.Services.GetRequiredService<MeterProvider>().ForceFlush());

        var answered = Assert.Single(collector.Received("MetricData"), item =>
            (string?)Data(item)["metrics"]![0]!["name"] is "davidbert.predictions"
            && (string?)Properties(item)["outcome"] is "answered");
        Assert.Equal(2, (double?)Data(answered)["metrics"]![0]!["value"]);
    }

    private static Task<RunningService> StartAsync(AzureMonitorCollector collector, string sampler, string argument) =>
        RunningService.StartAsync(new()
        {
            ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = collector.ConnectionString,
            ["OTEL_TRACES_SAMPLER"] = sampler,
            ["OTEL_TRACES_SAMPLER_ARG"] = argument,
        });

    private static JsonNode Data(JsonNode item) => item["data"]!["baseData"]!;

    private static JsonObject Properties(JsonNode item) => Data(item)["properties"]?.AsObject() ?? [];
}
