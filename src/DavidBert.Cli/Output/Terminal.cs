using Spectre.Console;

namespace DavidBert.Cli.Output;

/// <summary>Whether a person looks at standard output, and in which colours.</summary>
internal static class Terminal
{
    private const int Unwrapped = 100_000;

    /// <summary>Whether standard output is a terminal with colours; NO_COLOR and TERM=dumb switch them off.</summary>
    public static bool HasColors =>
        !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && SupportsColors();

    /// <summary>A console that writes colours into a writer and never wraps a line.</summary>
    public static IAnsiConsole ConsoleOver(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = Unwrapped;
        return console;
    }

    /// <summary>A console on standard error, plain where that is no terminal.</summary>
    public static IAnsiConsole ErrorConsole() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    // Apart, so that the library is loaded on a terminal only.
    private static bool SupportsColors() =>
        AnsiConsole.Profile.Capabilities is { Ansi: true, ColorSystem: not ColorSystem.NoColors };
}
