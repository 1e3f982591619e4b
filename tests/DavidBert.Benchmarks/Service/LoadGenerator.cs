using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace DavidBert.Benchmarks.Service;

/// <summary>autocannon in a process of its own.</summary>
internal sealed class LoadGenerator
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly string folder = Path.Combine(AppContext.BaseDirectory, "Service");

    /// <summary>Installs it; npm and its registry are needed once.</summary>
    public void Install() => Run("npm", ["ci", "--no-audit", "--no-fund", "--silent"]);

    /// <summary>
    /// Sends requests, each connection one at a time; at a given rate, or as fast as they are answered.
    /// </summary>
    public LoadResult Send(Uri address, int connections, int seconds, double? rate = null)
    {
        string[] arguments = ["load.mjs", address.ToString(), $"{connections}", $"{seconds}"];
        var output = Run(
            "node",
            rate is { } perSecond ? [.. arguments, perSecond.ToString("F0", CultureInfo.InvariantCulture)] : arguments);
        return JsonSerializer.Deserialize<LoadResult>(output, Json)!;
    }

    private string Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {arguments[0]} ended with {process.ExitCode}.");
    }
}
