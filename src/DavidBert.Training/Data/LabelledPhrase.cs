namespace DavidBert.Training.Data;

/// <summary>A row of training data: a phrase and the word that answers it.</summary>
/// <param name="Phrase">The text, trimmed, never empty.</param>
/// <param name="Word">The answer in lower case, or <see cref="NoAnswer"/>.</param>
/// <param name="Also">
/// Further words that count as right, in lower case, without <paramref name="Word"/> and without doubles.
/// </param>
/// <param name="Kind">
/// Whether the phrase is one word; taken from the phrase's spaces when the file does not say.
/// </param>
/// <param name="Group">Rows of one group belong into one part; null when the file names none.</param>
/// <param name="Split">The part the file assigns, or null.</param>
/// <param name="Line">The line of the file the row begins at, from 1.</param>
public sealed record LabelledPhrase(
    string Phrase,
    string Word,
    IReadOnlyList<string> Also,
    PhraseKind Kind,
    string? Group,
    DataPart? Split,
    int Line)
{
    /// <summary>The answer of a phrase that no word answers.</summary>
    public const string NoAnswer = "-";

    /// <summary>Whether no word answers the phrase; such a row is neither trained on nor scored.</summary>
    public bool IsUnanswerable => string.Equals(Word, NoAnswer, StringComparison.Ordinal);

    /// <summary>Whether <paramref name="answer"/> is the word or one of the further words.</summary>
    public bool Accepts(string answer) =>
        !IsUnanswerable
        && (string.Equals(Word, answer, StringComparison.Ordinal) || Also.Contains(answer, StringComparer.Ordinal));
}
