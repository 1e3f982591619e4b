using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using DavidBert.Bundles;
using DavidBert.Training.Data;
using DavidBert.Training.Native;
using Spectre.Console;
using TorchSharp;

namespace DavidBert.Training.Commands;

/// <summary>Runs a command line; what a user can mend is said in one line, not in a stack trace.</summary>
internal static class Invocation
{
    private const int Interrupted = 130;
    private const int Failed = 2;
    private const string Verbose = "DAVIDBERT_VERBOSE";
    private const int Unwrapped = 100_000;

    /// <summary>How long an interrupted training may take for the step at work and its checkpoint.</summary>
    private static readonly TimeSpan LastStep = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Loads what training computes with. The rest of the action can be interrupted, although it awaits nothing:
    /// signals are listened to once it has returned its task.
    /// </summary>
    public static async Task PrepareToTrain(int threads)
    {
        await Task.Yield();
        TorchRuntime.EnsureLoaded();
        torch.set_num_threads(threads);
    }

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            return TellUsage(parsed);
        }

        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = Unwrapped; // a log has no width
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
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
        catch (Exception e)
        {
            return TellUnforeseen(e);
        }
    }

    /// <summary>Tells of a bug of ours in one line; with the environment variable, also where it arose.</summary>
    private static int TellUnforeseen(Exception exception)
    {
        var isVerbose = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Verbose));
        Console.Error.WriteLine(
            $"davidbert-train: this should not happen: {exception.GetType().Name}: "
            + $"{exception.Message.Split('\n')[0]} Please report it with what you ran"
            + (isVerbose ? $".\n{exception}" : $"; {Verbose}=1 shows where it arose."));
        return Failed;
    }

    /// <summary>Says what is wrong with a command line, without the whole help.</summary>
    private static int TellUsage(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
        {
            Console.Error.WriteLine($"davidbert-train: {error.Message}");
        }

        var command = parsed.CommandResult.Command;
        var name = command is RootCommand ? "davidbert-train" : $"davidbert-train {command.Name}";
        Console.Error.WriteLine($"See '{name} --help'.");
        return Failed;
    }
}

/// <summary>What is told before a training begins.</summary>
internal static class DataNotes
{
    /// <summary>Writes what is to be known of the rows to standard error, and the plan to standard output.</summary>
    public static void Print(string path, IReadOnlyList<BadRow> badRows, IEnumerable<string> warnings, string plan)
    {
        BadRows.Print(badRows, path);
        foreach (var warning in warnings)
        {
            Console.Error.WriteLine($"warning: {warning}");
        }

        Console.WriteLine(plan);
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
    private const int MostThreads = 1_024;

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

    public static Option<int> Threads() => BoundedOption.Number(
        "--threads",
        "Threads to compute with; by default what OMP_NUM_THREADS says, else as many as there are cores.",
        int.TryParse(
            Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), CultureInfo.InvariantCulture, out var threads)
            ? Math.Clamp(threads, 1, MostThreads)
            : Environment.ProcessorCount,
        1, MostThreads);
}
