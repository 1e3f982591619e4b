using System.CommandLine;
using System.Runtime.CompilerServices;
using DavidBert.Bundles;

namespace DavidBert.Training.Commands;

/// <summary>Runs a command line; what a user can mend is said in one line, not in a stack trace.</summary>
internal static class Invocation
{
    private const int Interrupted = 130;
    private const int Failed = 2;

    /// <summary>How long an interrupted training may take for the step at work and its checkpoint.</summary>
    private static readonly TimeSpan LastStep = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Lets an action that works without awaiting anything be interrupted: signals are listened to once it has returned its task.
    /// </summary>
    public static YieldAwaitable ListenForInterruption() => Task.Yield();

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = LastStep,
            });
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Interrupted. The same command goes on where this one was.");
            return Interrupted;
        }
        catch (Exception e) when (e is BundleException or IOException or InvalidDataException or ArgumentException or UnauthorizedAccessException
            or PlatformNotSupportedException or DllNotFoundException or HttpRequestException)
        {
            await Console.Error.WriteLineAsync($"davidbert-train: {e.Message}");
            return Failed;
        }
    }
}
