using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Tests.Telemetry;

/// <summary>Receives what the exporter of Azure Monitor sends, and keeps each item.</summary>
internal sealed class AzureMonitorCollector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<JsonNode> items = [];

    private AzureMonitorCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(ReceiveAsync);
    }

    /// <summary>What <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> is set to.</summary>
    public string ConnectionString =>
        $"InstrumentationKey={Guid.Empty};IngestionEndpoint={app.Urls.First()}/;LiveEndpoint={app.Urls.First()}/";

    /// <summary>The items of a kind, such as <c>MessageData</c>.</summary>
    public JsonNode[] Received(string kind) =>
        [.. items.Where(item => string.Equals((string?)item["data"]!["baseType"], kind, StringComparison.Ordinal))];

    public static async Task<AzureMonitorCollector> StartAsync()
    {
        var collector = new AzureMonitorCollector();
        await collector.app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        var isCompressed = context.Request.Headers.ContentEncoding is ["gzip"];
        await using var body = isCompressed
            ? new GZipStream(context.Request.Body, CompressionMode.Decompress)
            : context.Request.Body;
        using var reader = new StreamReader(body);
        var count = 0;
        while (await reader.ReadLineAsync(context.RequestAborted) is { } line)
        {
            items.Enqueue(JsonNode.Parse(line)!);
            count++;
        }

        await context.Response.WriteAsJsonAsync(
            new { itemsReceived = count, itemsAccepted = count, errors = Array.Empty<string>() },
            context.RequestAborted);
    }
}
