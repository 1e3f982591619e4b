using System.Text;

namespace DavidBert.Training.Reports;

/// <summary>A model card whose figures are written anew, while its prose stays.</summary>
/// <remarks>
/// What is written anew stands between <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c>: <c>data</c>, <c>figures</c>, and
/// any number of <c>answers</c>, tables whose first column holds the phrases that are asked again.
/// </remarks>
internal sealed class ModelCard(string text)
{
    private const int Best = 3;

    /// <summary>The card as Markdown.</summary>
    public string Text { get; private set; } = text;

    /// <summary>Writes each block of a name anew.</summary>
    /// <param name="name">The name of the marks.</param>
    /// <param name="write">The new content of a block, by its old one.</param>
    /// <returns>How many blocks there are.</returns>
    /// <exception cref="InvalidDataException">A block does not end.</exception>
    public int Replace(string name, Func<string, string> write)
    {
        var (start, end) = ($"<!-- {name} -->\n", $"<!-- /{name} -->");
        var count = 0;
        for (var at = Text.IndexOf(start, StringComparison.Ordinal); at >= 0; at = Text.IndexOf(start, at, StringComparison.Ordinal))
        {
            at += start.Length;
            var length = Text.AsSpan(at).IndexOf(end, StringComparison.Ordinal);
            if (length < 0)
            {
                throw new InvalidDataException($"The card has '{start.TrimEnd()}' without '{end}' after it.");
            }

            var content = write(Text.Substring(at, length));
            Text = string.Concat(Text.AsSpan(0, at), content, Text.AsSpan(at + length));
            at += content.Length;
            count++;
        }

        return count;
    }

    /// <summary>The same table with what a model answers now.</summary>
    /// <param name="table">A Markdown table whose first column holds phrases.</param>
    /// <param name="ask">Answers phrases with their three best words, in order.</param>
    public static string Answered(string table, Func<IReadOnlyList<string>, int, IReadOnlyList<Answer>> ask)
    {
        const int HeaderLines = 2;
        string[] phrases =
        [
            .. table.Split('\n').Where(line => line.StartsWith('|')).Skip(HeaderLines).Select(line => line.Split('|')[1].Trim()),
        ];
        var text = new StringBuilder();
        Markdown.Table(text, ["Phrase", "Answered"], phrases.Zip(ask(phrases, Best), (phrase, answer) => (string[])[phrase, Words(answer)]));
        return text.ToString();
    }

    private static string Words(Answer answer) => answer.TopK is { } words
        ? string.Join(", ", words.Select(word => $"{word.Word} {Markdown.Number(word.Score)}"))
        : answer.Error!.Code;
}
