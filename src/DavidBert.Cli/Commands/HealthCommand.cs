using System.Globalization;
using DavidBert.Cli.Shell;

namespace DavidBert.Cli.Commands;

/// <summary>
/// <c>davidbert health</c>: whether a service on this machine has a model, for a container's health check, as its
/// image has no shell and no <c>curl</c>.
/// </summary>
internal static class HealthCommand
{
    private const int MostSeconds = 5;

    public static ExampledCommand Create()
    {
        var port = WholeNumberOption.Create(
            "--port", "The port of the service.", 1, ServeCommand.MaxPort, ServeCommand.DefaultPort);
        port.Aliases.Add("-p");
        var command = new ExampledCommand(
            "health",
            "Asks the service on this machine whether it can answer: ends with 0 if it can, else with 1.",
            ["davidbert health", "davidbert health --port 8080"])
        {
            port,
        };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(port), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int port, CancellationToken cancellation)
    {
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/api/health/ready"));
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            Timeout = TimeSpan.FromSeconds(MostSeconds),
        };
        try
        {
            using var answer = await client.GetAsync(address, cancellation);
            if (answer.IsSuccessStatusCode)
            {
                return ExitCode.Success;
            }

            Failure.Tell(
                $"{address} answers {(int)answer.StatusCode}, not 200: the service has no model that answers.");
        }
        catch (HttpRequestException e)
        {
            Failure.Tell($"nothing answers at {address}: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Failure.Tell($"{address} did not answer within {MostSeconds} s.");
        }

        return ExitCode.SomeFailed;
    }
}
