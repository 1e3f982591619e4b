using Spectre.Console;

namespace DavidBert.Cli.Shell;

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

/// <summary>The first column of the text form: phrases on one line each, padded to one width.</summary>
internal sealed class PhraseColumn
{
    private const int WidthOfUnknown = 24;
    private const int MaxWidth = 48;

    private readonly int width;

    /// <param name="phrases">All phrases where they are known; the longest gives the width.</param>
    public PhraseColumn(IReadOnlyList<string> phrases) =>
        width = phrases.Count == 0 ? WidthOfUnknown : Math.Min(MaxWidth, phrases.Max(phrase => OneLine(phrase).Length));

    /// <summary>The phrase padded; characters that would end the line or steer a terminal are shown as spaces.</summary>
    public string Format(string phrase) => OneLine(phrase).PadRight(width);

    public static string OneLine(string phrase) =>
        phrase.Any(IsHidden) ? new string([.. phrase.Select(c => IsHidden(c) ? ' ' : c)]) : phrase;

    private static bool IsHidden(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E');
}
