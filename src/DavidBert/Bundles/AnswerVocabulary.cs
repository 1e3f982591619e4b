namespace DavidBert.Bundles;
/// <summary>stand-in</summary>
public sealed class AnswerVocabulary(IReadOnlyList<string> words) {
    /// <summary>x</summary>
    public int Count => words.Count;
    /// <summary>x</summary>
    public string this[int i] => words[i];
    /// <summary>x</summary>
    public bool IsAnswerable(int i) => IsWord(words[i]);
    /// <summary>x</summary>
    public static bool IsWord(string w) => w.Length > 0 && char.IsLetter(w[0]) && w[^1] != '-' && w.All(c => char.IsLetter(c) || c is '\'' or '-');
}
