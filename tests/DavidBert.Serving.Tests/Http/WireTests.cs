using System.Net;
using DavidBert.Serving.Answering;
using DavidBert.Testing.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace DavidBert.Serving.Tests.Http;

/// <summary>What clients do on the wire that no HTTP library lets them do.</summary>
public sealed class WireTests
{
    [Theory]
    [InlineData(8_000, 200)]
    [InlineData(9_000, 414)]
    public async Task RequestLine_OverItsLimit_Is414(int characters, int expected)
    {
        await using var service = await RunningService.StartAsync();
        await using var connection = await RawConnection.OpenAsync(service.Address);
        await connection.WriteAsync(
            $"GET /api/predict?text=large{new string('+', characters)} HTTP/1.1\r\nHost: localhost\r\n\r\n");

        Assert.Equal(expected, await connection.StatusAsync());
    }

    [Fact]
    public async Task Headers_OverTheirLimit_Are431()
    {
        await using var service = await RunningService.StartAsync();
        await using var connection = await RawConnection.OpenAsync(service.Address);
        await connection.WriteAsync(
            $"GET /api/model HTTP/1.1\r\nHost: localhost\r\nX-Much: {new string('a', 9_000)}\r\n\r\n");

        Assert.Equal(431, await connection.StatusAsync());
    }

    [Theory]
    [InlineData("Content-Length: 1000000000000\r\n")]
    [InlineData("Content-Length: 1048577\r\n")]
    public async Task Body_AnnouncedOverTheLimit_IsRefusedBeforeItIsSent(string header)
    {
        await using var service = await RunningService.StartAsync();
        await using var connection = await RawConnection.OpenAsync(service.Address);
        await connection.WriteAsync(
            $"POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{header}\r\n");

        Assert.Equal(413, await connection.StatusAsync());
        Assert.Contains("urn:davidbert:problem:body-too-large", await connection.RestAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_ThatStops_IsTimedOutAndTold()
    {
        await using var service = await RunningService.StartAsync(configure: builder => builder.Services
            .Configure<KestrelServerOptions>(kestrel =>
                kestrel.Limits.MinRequestBodyDataRate =
                    new MinDataRate(1_000_000, TimeSpan.FromSeconds(1.5))));
        await using var connection = await RawConnection.OpenAsync(service.Address);
        await connection.WriteAsync(
            "POST /api/predict HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");

        Assert.Equal(408, await connection.StatusAsync());
    }

    [Fact]
    public async Task Client_ThatLeaves_FreesItsPlaceInTheQueue()
    {
        await using var service = await RunningService.StartAsync(new()
        {
            ["DavidBert:Batching:Queue"] = "1",
            ["DavidBert:Batching:Size"] = "1",
            ["DavidBert:Limits:Texts"] = "100000",
            ["DavidBert:Cache:Bytes"] = "0",
        });
        var body = $"{{\"texts\": [{string.Join(',', Enumerable.Repeat("\"very large\"", 60_000))}]}}";
        var batcher = service.Services.GetRequiredService<MicroBatcher>();
        await using (var connection = await RawConnection.OpenAsync(service.Address))
        {
            await connection.WriteAsync(
                "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + $"Content-Length: {body.Length}\r\n\r\n{body}");
            await UntilAsync(() => batcher.InFlight == 1);
        }

        await UntilAsync(() => batcher.InFlight == 0);
        using var response = await service.GetAsync("/api/predict?text=large");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
        }
    }
}
