using DavidBert.Training.Data;

namespace DavidBert.Training.Tests.Data;

/// <summary>Short ways to say a row.</summary>
internal static class Row
{
    public static LabelledPhrase Of(
        string phrase, string word, string also = "", string? group = null, DataPart? split = null, int line = 1) =>
        new(
            phrase,
            word,
            also.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            phrase.Contains(' ', StringComparison.Ordinal) ? PhraseKind.Phrase : PhraseKind.Word,
            group,
            split,
            line);
}
