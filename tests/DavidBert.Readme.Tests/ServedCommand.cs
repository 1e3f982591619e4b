using System.Diagnostics;
using System.Net;

namespace DavidBert.Readme.Tests;

/// <summary>A running <c>davidbert serve</c> of the README, on a free port.</summary>
internal sealed class ServedCommand : IAsyncDisposable
{
    private readonly Process process;

    private ServedCommand(Process process, string address) => (this.process, Address) = (process, address);

    public string Address { get; }

    /// <summary>Starts it and waits until its model answers.</summary>
    public static async Task<ServedCommand> StartAsync(Shell shell, string command)
    {
        var started = shell.Start($"exec {command} --port 0");
        var errors = started.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var line = await started.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        if (line is null)
        {
            Assert.Fail($"'{command}' ended: {await errors}");
        }

        var service = new ServedCommand(started, line.Split(' ')[0]);
        await service.WaitForModelAsync();
        return service;
    }

    /// <summary>Asks it to end, and lets it answer what is under way.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task WaitForModelAsync()
    {
        using var client = new HttpClient();
        while (true)
        {
            var ready = new Uri($"{Address}/api/health/ready");
            using var response = await client.GetAsync(ready, TestContext.Current.CancellationToken);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
    }
}
