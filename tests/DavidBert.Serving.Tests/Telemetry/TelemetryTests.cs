using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using DavidBert.Serving.Telemetry;
using DavidBert.Serving.Tests.Http;
using DavidBert.Testing.Http;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Tests.Telemetry;

[Collection(typeof(AloneInProcess))]
public sealed class TelemetryTests
{
    private const string Secret = "very large zebracadabra";

    [Fact]
    public async Task Requests_AnsweredAndRefused_AreCountedAndTimed()
    {
        await using var service = await RunningService.StartAsync(new() { ["DavidBert:Access:Mode"] = "open" });
        var metrics = service.Services.GetService(typeof(IMeterFactory));
        var seen = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name is ServiceMetrics.Name && ReferenceEquals(instrument.Meter.Scope, metrics))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, 1, tags));
        listener.Start();
        foreach (var body in (string[])["""{"texts": ["large", "", "fishy"]}""", """{"text": "large"}""", "{"])
        {
            using var response = await service.PostAsync(body);
        }

        Assert.Equal(3, seen["davidbert.predictions outcome=answered"]);
        Assert.Equal(1, seen["davidbert.predictions outcome=empty"]);
        Assert.Equal(1, seen["davidbert.cache.hits"]);
        Assert.Equal(3, seen["davidbert.batch.size"]);
        Assert.Equal(1, seen["davidbert.queue.wait"]);
        Assert.Equal(1, seen["davidbert.inference.duration"]);
        Assert.Equal(1, seen["davidbert.errors type=urn:davidbert:problem:not-json"]);

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var name = tags.IsEmpty ? instrument.Name : $"{instrument.Name} {tags[0].Key}={tags[0].Value}";
            lock (seen)
            {
                seen[name] = seen.GetValueOrDefault(name) + value;
            }
        }
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.NotFound)]
    [InlineData("true", null, HttpStatusCode.OK)]
    [InlineData("true", "key", HttpStatusCode.Unauthorized)]
    public async Task Metrics_ForPrometheus_AreThereWhereSet(string? prometheus, string? mode, HttpStatusCode expected)
    {
        await using var service = await RunningService.StartAsync(new()
        {
            ["DavidBert:Metrics:Prometheus"] = prometheus,
            ["DavidBert:Access:Mode"] = mode,
        });
        using var answer = await service.GetAsync("/api/predict?text=large");
        using var metrics = await service.GetAsync("/metrics");
        var text = await metrics.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(expected, metrics.StatusCode);
        Assert.Equal(
            expected is HttpStatusCode.OK,
            text.Contains("davidbert_predictions_total{", StringComparison.Ordinal)
            && text.Contains("outcome=\"answered\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Requests_OfAnyOutcome_LeaveNoTextInTheLogAtInformation()
    {
        using var log = new LogCapture();
        await using var service = await RunningService.StartAsync(
            configure: builder => builder.Logging.AddProvider(log));
        string[] paths =
        [
            $"/api/predict?text={Secret}", $"/api/predict?wrong={Secret}", $"/{Secret}", "/api/predict?text=",
        ];
        foreach (var path in paths)
        {
            using var response = await service.GetAsync(path);
        }

        service.Models.Acquire()!.Model.Predictor.Dispose(); // now answers fail inside
        using var failed = await service.PostAsync($$"""{"text": "{{Secret}} again"}""");
        await failed.ProblemAsync(500, "internal");
        var lines = log.Entries.Where(entry => entry.Level >= LogLevel.Information).ToArray();

        Assert.Contains(lines, line => line.Event.Name is "DavidBert.RequestFailed");
        Assert.DoesNotContain(lines, line => line.Text.Contains("zebracadabra", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Exception is not null);
    }

    [Fact]
    public async Task Exporter_EndpointOfOtlp_ReceivesSpansAndMetricsWithoutTexts()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using (var service = await RunningService.StartAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        }))
        {
            using var response = await service.GetAsync($"/api/predict?text={Uri.EscapeDataString(Secret)}");
            await response.JsonAsync();
        }

        Assert.Contains("davidbert.inference", collector.Received("/v1/traces"), StringComparison.Ordinal);
        Assert.Contains("davidbert.queue.wait", collector.Received("/v1/metrics"), StringComparison.Ordinal);
        Assert.DoesNotContain("zebracadabra", collector.Received("/v1/traces"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inference_RequestTraced_IsLinkedWithIt()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is ServiceMetrics.Name or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (spans)
                {
                    spans.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var service = await RunningService.StartAsync();
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/predict?text=large");
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        lock (spans)
        {
            Assert.Contains(
                spans,
                span => span.OperationName is "davidbert.inference"
                    && span.Links.Any(link => link.Context.TraceId == trace));
        }
    }
}
