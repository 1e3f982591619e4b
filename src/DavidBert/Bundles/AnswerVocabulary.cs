using System.Globalization;
using System.Text.Json.Serialization;

namespace DavidBert.Bundles;

/// <summary><c>words.txt</c>: what each output index is called, and which of them can be answered.</summary>
public sealed class AnswerVocabulary
{
    /// <summary>The line that stands for no answer: nothing fits.</summary>
    public const string NothingLine = "-";

    private const char Tab = '\t';

    private readonly string[] words;
    private readonly bool[] answerable;
    private readonly int?[] rows;

    /// <summary>The words in the order of their indexes.</summary>
    /// <param name="words">
    /// What the indexes are called; in a list, a tab and a number behind a word say how many rows of its training have
    /// it as their answer.
    /// </param>
    /// <param name="isList">Whether every line is an answer, whatever it is called; else those that are words.</param>
    public AnswerVocabulary(IReadOnlyList<string> words, bool isList = false)
    {
        (string Word, int? Rows)[] read = [.. words.Select(line => isList ? Divided(line) : (line, null))];
        this.words = [.. read.Select(line => line.Word)];
        rows = [.. read.Select(line => line.Rows)];
        answerable = [.. this.words.Select(word => isList || IsWord(word))];
        Nothing = isList && Array.IndexOf(this.words, NothingLine) is >= 0 and var index ? index : null;
    }

    /// <summary>The index that stands for no answer; null where there is none.</summary>
    public int? Nothing { get; }

    /// <summary>How many indexes there are, answerable or not.</summary>
    public int Count => words.Length;

    /// <summary>What the index is called.</summary>
    public string this[int index] => words[index];

    /// <summary>
    /// How many rows of the training have the word as their answer; null where the file does not say.
    /// </summary>
    public int? RowsOf(int index) => rows[index];

    /// <summary>What can be answered, in the order of the indexes; "nothing fits" is none of it.</summary>
    internal IEnumerable<ListedWord> Listed() => Enumerable.Range(0, words.Length)
        .Where(index => answerable[index] && index != Nothing)
        .Select(index => new ListedWord(words[index], rows[index]));

    /// <summary>Reads a file of one word a line.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static AnswerVocabulary Load(string path, bool isList = false)
    {
        using var stream = File.OpenRead(path);
        return Create(stream, isList);
    }

    /// <summary>Reads one word a line, from the stream's position to its end.</summary>
    internal static AnswerVocabulary Create(Stream lines, bool isList)
    {
        var read = new List<string>();
        using var reader = new StreamReader(lines);
        while (reader.ReadLine() is { } word)
        {
            read.Add(word);
        }

        return new AnswerVocabulary(read, isList);
    }

    /// <summary>Whether the index can be answered: special tokens, word pieces and unnamed slots cannot.</summary>
    public bool IsAnswerable(int index) => answerable[index];

    /// <summary>A line that the constructor reads as this word and its number of rows.</summary>
    internal static string LineOf(string word, int rows) =>
        string.Create(CultureInfo.InvariantCulture, $"{word}{Tab}{rows}");

    private static (string Word, int? Rows) Divided(string line) =>
        line.LastIndexOf(Tab) is > 0 and var tab
            && int.TryParse(line.AsSpan(tab + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
            ? (line[..tab], rows)
            : (line, null);

    /// <summary>Whether the text starts with a letter and holds only letters, <c>'</c> and inner <c>-</c>.</summary>
    public static bool IsWord(string text)
    {
        if (text.Length == 0 || !char.IsLetter(text[0]) || text[^1] == '-')
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsLetter(c) && c is not ('\'' or '-'))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A word that a model can answer.</summary>
/// <param name="Word">The word.</param>
/// <param name="Rows">How many rows of its training have it as their answer; null where the bundle does not say.</param>
internal sealed record ListedWord(
    string Word, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Rows);
