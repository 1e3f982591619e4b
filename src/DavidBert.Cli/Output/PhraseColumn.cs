namespace DavidBert.Cli.Output;

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
