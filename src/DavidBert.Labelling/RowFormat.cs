using System.Buffers;
using System.Globalization;

namespace DavidBert.Labelling;

/// <summary>How a record holds its phrase, and how it is written with what is added. Not thread-safe.</summary>
internal abstract class RowFormat
{
    /// <summary>The format of a layout.</summary>
    public static RowFormat Create(TableLayout layout, LabelOptions options) => layout.Dialect.Format switch
    {
        TableFormat.Txt => new LineRows(layout, options),
        TableFormat.Json or TableFormat.Jsonl => new JsonRows(layout, options),
        TableFormat.Csv or TableFormat.Tsv => new CellRows(layout, options),
    };

    /// <summary>What the record asks.</summary>
    /// <param name="body">The record without its line end.</param>
    /// <param name="hasLoneQuote">Whether a quote in it is never closed.</param>
    public abstract RowQuestion Read(ReadOnlySpan<byte> body, bool hasLoneQuote);

    /// <summary>What is written behind each row with the answer, where the row asks for nothing else.</summary>
    public abstract byte[] Tail(RowAnswer answer);

    /// <summary>Writes the record with its answer, without its line end.</summary>
    /// <param name="body">The record without its line end.</param>
    /// <param name="row">What <see cref="Read"/> found of it.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="output">Where to write.</param>
    public abstract void Write(ReadOnlySpan<byte> body, Row row, RowAnswer answer, IBufferWriter<byte> output);
}

/// <summary>A row of a window.</summary>
/// <param name="Answer">What is added to it; null for an empty line, which stays as it is.</param>
/// <param name="MissingCells">How many cells fewer than the header it has.</param>
/// <param name="NeedsChange">Whether its record cannot just be copied before what is added.</param>
internal readonly record struct Row(RowAnswer? Answer, int MissingCells, bool NeedsChange);

/// <summary>What is added to the rows of a window that ask the same.</summary>
/// <param name="phrase">The phrase; null where the rows have an error instead.</param>
/// <param name="error">The error's code.</param>
internal sealed class RowAnswer(string? phrase, string? error)
{
    /// <summary>The phrase.</summary>
    public string? Phrase { get; } = phrase;

    /// <summary>The phrase's length in word pieces, once it is known.</summary>
    public int Pieces { get; set; }

    /// <summary>The phrase's answer, once it is there.</summary>
    public Answer? Answer { get; set; }

    /// <summary>What <see cref="RowFormat.Tail"/> makes of it, once it was asked for.</summary>
    public byte[]? Tail { get; set; }

    /// <summary>The code of what is wrong; null where there are words.</summary>
    public string? Error => Answer is null ? error : Answer.Error?.Code;

    /// <summary>Whether the best word is good enough.</summary>
    public bool HasWord(LabelOptions options) => Answer?.Score is { } score && !IsBelow(score, options);

    /// <summary>The cells in the order of <see cref="AddedNames.All"/>; null for nothing.</summary>
    public IEnumerable<string?> Cells(LabelOptions options)
    {
        foreach (var cell in Place(0, options))
        {
            yield return cell;
        }

        yield return Error;
        for (var place = 1; place < options.TopK; place++)
        {
            foreach (var cell in Place(place, options))
            {
                yield return cell;
            }
        }

        if (options.Confident)
        {
            yield return Answer?.Confident switch { true => "true", false => "false", null => null };
        }

        if (options.Definitions)
        {
            yield return Answer?.Definitions is { } read
                ? string.Join("; ", read.Select(definition => $"{definition.Term}: {definition.Text}"))
                : null;
        }
    }

    private string?[] Place(int place, LabelOptions options)
    {
        if (Answer is not { Word: not null, TopK: { } words } || place >= words.Count)
        {
            return [null, null];
        }

        var (word, score) = words[place];
        return [IsBelow(score, options) ? null : word, score.ToString("F4", CultureInfo.InvariantCulture)];
    }

    private static bool IsBelow(float score, LabelOptions options) =>
        options.MinimumScore is { } minimum && score < minimum;
}

/// <summary>Why a row has no answer, beside the codes of <see cref="AnswerError"/>.</summary>
internal static class RowError
{
    /// <summary>A quote is opened and never closed.</summary>
    public const string LoneQuote = "lone_quote";

    /// <summary>There are more cells than columns, as of a separator that is not quoted.</summary>
    public const string ExtraCells = "extra_cells";

    /// <summary>The phrase holds bytes that are not text in the table's encoding.</summary>
    public const string BadEncoding = "bad_encoding";

    /// <summary>The line is not a JSON object.</summary>
    public const string NoObject = "no_object";

    /// <summary>The object has no text where the phrase should be.</summary>
    public const string NoText = "no_text";
}

/// <summary>What a record asks.</summary>
/// <param name="Phrase">The phrase; null where there is none to be answered.</param>
/// <param name="Error">
/// Why there is none, one of <see cref="RowError"/>; null for an empty line, which stays as it is.
/// </param>
/// <param name="MissingCells">How many cells fewer than the header the record has.</param>
/// <param name="NeedsChange">Whether the record cannot just be copied before what is added.</param>
internal readonly record struct RowQuestion(
    string? Phrase,
    string? Error,
    int MissingCells = 0,
    bool NeedsChange = false)
{
    /// <summary>Whether the record is an empty line.</summary>
    public bool IsBlank => Phrase is null && Error is null;
}
