using System.CommandLine;
using System.Runtime.CompilerServices;
using DavidBert.Bundles;
using DavidBert.Training.Data;

namespace DavidBert.Training.Commands;

/// <summary>Runs a command line; what a user can mend is said in one line, not in a stack trace.</summary>
internal static class Invocation
{
    private const int Interrupted = 130;
    private const int Failed = 2;

    /// <summary>How long an interrupted training may take for the step at work and its checkpoint.</summary>
    private static readonly TimeSpan LastStep = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Lets an action that works without awaiting anything be interrupted: signals are listened to once it has returned
    /// its task.
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
        catch (Exception e) when (e is BundleException or IOException or InvalidDataException or ArgumentException
            or UnauthorizedAccessException or PlatformNotSupportedException or DllNotFoundException
            or HttpRequestException)
        {
            await Console.Error.WriteLineAsync($"davidbert-train: {e.Message}");
            return Failed;
        }
    }
}

/// <summary>Tells of the rows that could not be used.</summary>
internal static class BadRows
{
    private const int Most = 20;

    /// <summary>Writes the rows with their lines to standard error; the report of a training lists more.</summary>
    public static void Print(IReadOnlyList<BadRow> rows, string path)
    {
        foreach (var row in rows.Take(Most))
        {
            Console.Error.WriteLine($"{path}:{row.Line}: {row.Reason}");
        }

        if (rows.Count > Most)
        {
            Console.Error.WriteLine($"… and {rows.Count - Most} bad rows more.");
        }
    }
}

/// <summary>Options that several commands take.</summary>
internal static class CommonOptions
{
    public static Argument<FileInfo> Pairs(string name) => new Argument<FileInfo>(name)
    {
        Description = "A TSV or CSV of phrase, word and optional further accepted words ('also', separated by spaces).",
    }.AcceptExistingOnly();

    public static Option<string?> Base() => new("--base")
    {
        Description = "The base checkpoint: a folder or a name on Hugging Face's hub that was downloaded. Default: "
            + "the folder that DAVIDBERT_BASE_MODEL names, else the hub's cache.",
    };

    public static Option<string?> Name() => new("--name")
    {
        Description = "What the model is called; by default the data's file name.",
    };

    public static Option<string> Version() => new("--model-version")
    {
        Description = "The version that the bundle carries.",
        DefaultValueFactory = _ => "1.0.0",
    };

    public static Option<int> Threads() => new("--threads")
    {
        Description = "Threads to compute with; by default as many as there are cores.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };
}
