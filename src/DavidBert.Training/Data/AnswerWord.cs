namespace DavidBert.Training.Data;

/// <summary>The rule for what an answer may look like.</summary>
internal static class AnswerWord
{
    /// <summary>Whether the text starts with a letter and holds only letters, <c>'</c> and inner <c>-</c>.</summary>
    public static bool IsWord(string text) =>
        text.Length > 0
        && char.IsLetter(text[0])
        && text[^1] != '-'
        && text.All(c => char.IsLetter(c) || c is '\'' or '-');
}
