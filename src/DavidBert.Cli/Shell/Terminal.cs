using Spectre.Console;

namespace DavidBert.Cli.Shell;

/// <summary>Whether standard output and standard error are terminals, and with which colours.</summary>
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

    /// <summary>A console on standard error, plain unless that is a terminal.</summary>
    public static IAnsiConsole ErrorConsole() =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>The text on one line: characters that would end it or steer a terminal are shown as spaces.</summary>
    public static string OneLine(string text) =>
        text.Any(IsHidden) ? new string([.. text.Select(c => IsHidden(c) ? ' ' : c)]) : text;

    private static bool IsHidden(char c) =>
        char.IsControl(c)
        || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    // A method of its own, so that the library is loaded on a terminal only.
    private static bool SupportsColors() =>
        AnsiConsole.Profile.Capabilities is { Ansi: true, ColorSystem: not ColorSystem.NoColors };
}
