using System.Net;
using System.Net.Sockets;

namespace DavidBert.Cli.Tests;

/// <summary><c>davidbert health</c>, as a container's health check calls it.</summary>
public sealed class HealthTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_OfAServiceWithAModel_EndsWithZero()
    {
        await using var service = DavidBertProcess.Start(["serve", "--port", "0"]);
        var address = new Uri((await service.Output.ReadLineAsync(Cancellation))!.Split(' ')[0]);
        using var client = new HttpClient { BaseAddress = address };
        var ready = new Uri("/api/health/ready", UriKind.Relative);
        while ((await client.GetAsync(ready, Cancellation)).StatusCode is not HttpStatusCode.OK)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
        }

        var outcome = await DavidBertProcess.RunAsync(["health", "--port", $"{address.Port}"]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task Health_NothingListens_EndsWithOneAndSaysWhere()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var outcome = await DavidBertProcess.RunAsync(["health", "--port", $"{port}"]);

        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith(
            $"davidbert: nothing answers at http://127.0.0.1:{port}/api/health/ready: ",
            outcome.Error,
            StringComparison.Ordinal);
    }
}
