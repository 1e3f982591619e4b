using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DavidBert.Testing;

namespace DavidBert.Cli.Tests;

/// <summary><c>davidbert serve</c> as a process.</summary>
public sealed class ServeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_FreePort_PrintsWhereItAnswers()
    {
        await using var service = DavidBertProcess.Start(["serve", "--port", "0"]);
        var page = (await service.Output.ReadLineAsync(Cancellation))!;
        var example = (await service.Output.ReadLineAsync(Cancellation))!;
        Assert.EndsWith("  (page)", page, StringComparison.Ordinal);
        await UntilReadyAsync(page);

        using var client = new HttpClient();
        var answer = await client.GetStringAsync(new Uri(example), Cancellation);

        Assert.Contains("\"word\":\"size\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-INT")]
    [InlineData("-TERM")]
    public async Task Serve_AskedToEnd_AnswersWhatIsUnderWayAndEndsWithZero(string signal)
    {
        Interrupts.OrSkip();
        await using var service = DavidBertProcess.Start(["serve", "--port", "0"]);
        var page = (await service.Output.ReadLineAsync(Cancellation))!;
        await UntilReadyAsync(page);
        var address = new Uri(page.Split(' ')[0]);
        using var client = new HttpClient { BaseAddress = address };
        using var body = new HeldContent("""{"text": "very chonky"}""");
        var underWay = client.PostAsync(new Uri("/api/predict", UriKind.Relative), body, Cancellation);
        await body.Begun;

        using var kill = Process.Start("kill", [signal, service.Id.ToString(CultureInfo.InvariantCulture)]);
        await UntilRefusedAsync(address);
        body.Release();

        using var response = await underWay;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, await service.WaitAsync());
    }

    [Fact]
    public async Task Serve_PortInUse_SaysSo()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var outcome = await DavidBertProcess.RunAsync(["serve", "--port", port]);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(
            $"davidbert: port {port} is in use; choose another with --port, or 0 for a free one.\n",
            outcome.Error);
    }

    [Theory]
    [InlineData("two sources", "not both", "--model", "a", "--storage", "b")]
    [InlineData("no bundle", "is not a bundle", "--model", "nowhere")]
    [InlineData("no account", "neither an address such as", "--storage", "nowhere")]
    [InlineData("no port", "99999", "--port", "99999")]
    [InlineData("no address", "expected localhost, an IP address", "--host", "example.org")]
    [InlineData("not of this machine", "cannot listen there", "--host", "192.0.2.7", "--open", "--port", "0")]
    [InlineData("no key", "or let anyone call with --open", "--host", "0.0.0.0", "--port", "0")]
    public async Task Serve_OptionThatCannotBe_EndsWithOneLineAndTwo(
        string why,
        string expected,
        params string[] options)
    {
        var outcome = await DavidBertProcess.RunAsync(["serve", .. options]);

        Assert.True(outcome.ExitCode == 2, why);
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public async Task Serve_KeyAskedForAndNoneSet_Warns()
    {
        await using var service = DavidBertProcess.Start(
            ["serve", "--port", "0"], new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DavidBert__Access__Mode"] = "key"
            });
        var page = (await service.Output.ReadLineAsync(Cancellation))!;
        await UntilReadyAsync(page);
        using var client = new HttpClient { BaseAddress = new Uri(page.Split(' ')[0]) };

        using var response = await client.GetAsync(new Uri("/api/predict?text=fishy", UriKind.Relative), Cancellation);
        service.Kill();
        var outcome = await service.EndAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("DavidBert__Access__KeyHashes", outcome.Error, StringComparison.Ordinal);
    }

    private static async Task UntilReadyAsync(string page)
    {
        using var client = new HttpClient { BaseAddress = new Uri(page.Split(' ')[0]) };
        while (true)
        {
            using var response = await client.GetAsync(new Uri("/api/health/ready", UriKind.Relative), Cancellation);
            if (response.IsSuccessStatusCode)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
        }
    }

    /// <summary>Waits until the service takes no new connection.</summary>
    private static async Task UntilRefusedAsync(Uri address)
    {
        while (true)
        {
            try
            {
                using var connection = new TcpClient();
                await connection.ConnectAsync(address.Host, address.Port, Cancellation);
                await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }
}
