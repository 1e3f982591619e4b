using System.Collections.Concurrent;
using System.Diagnostics;

namespace DavidBert.Functions.Tests.Host;

/// <summary>The process of a worker, started as the Functions host starts it.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = [];

    private WorkerProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    /// <summary>What it wrote to its console, which the host shows.</summary>
    public IReadOnlyCollection<string> Lines => lines;

    /// <summary>Starts it.</summary>
    /// <param name="app">The app's main file.</param>
    /// <param name="host">Where the host's call is taken.</param>
    /// <param name="settings">Environment variables, the app's settings.</param>
    public static WorkerProcess Start(string app, Uri host, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var (worker, request, most) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), $"{int.MaxValue}");
        var start = new ProcessStartInfo("dotnet", [
            app, "--host", host.Host, "--port", $"{host.Port}", "--workerId", worker, "--requestId", request,
            "--grpcMaxMessageLength", most,
            "--functions-uri", host.ToString(), "--functions-worker-id", worker, "--functions-request-id", request,
            "--functions-grpc-max-message-length", most,
        ])
        {
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(app),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        start.Environment["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development"; // as Core Tools set it
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = Path.GetDirectoryName(app);
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = Path.GetDirectoryName(app);
        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return new WorkerProcess(Process.Start(start)!);
    }

    public async Task<int> ExitCodeAsync(CancellationToken cancellation)
    {
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode;
    }

    public void Kill() => process.Kill(entireProcessTree: true);

    public void Dispose()
    {
        if (!process.HasExited)
        {
            Kill();
        }

        process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            lines.Enqueue(line.Data);
        }
    }
}
