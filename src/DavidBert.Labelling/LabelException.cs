namespace DavidBert.Labelling;

/// <summary>A table cannot be labelled at all.</summary>
/// <param name="code">
/// <c>empty_file</c>, <c>no_column</c>, <c>ambiguous_column</c>, <c>too_many_columns</c>, <c>binary</c>,
/// <c>wrong_encoding</c>, <c>damaged</c>, <c>record_too_long</c>, <c>too_large</c>, <c>compression_ratio</c> or
/// <c>options</c>.
/// </param>
/// <param name="message">What is wrong, where, and what to do.</param>
/// <param name="line">The line, from 1, where it is wrong; null where that is not known.</param>
public sealed class LabelException(string code, string message, long? line = null) : Exception(message)
{
    /// <summary>What is wrong, for a program.</summary>
    public string Code { get; } = code;

    /// <summary>The line, from 1, where it is wrong; null where that is not known.</summary>
    public long? Line { get; } = line;
}
