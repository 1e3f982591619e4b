namespace DavidBert.Labelling;

/// <summary>Finds where records end, in the bytes as they are.</summary>
internal abstract class RecordScanner
{
    /// <summary>The scanner of a dialect.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="maxCells">The most cells of a record of several lines.</param>
    /// <param name="isPart">Whether the content may end before the table does.</param>
    public static RecordScanner Create(TableDialect dialect, int maxCells = int.MaxValue, bool isPart = false) =>
        dialect.Format switch
        {
            TableFormat.Csv or TableFormat.Tsv => CellScanner.Create(dialect, maxCells),
            TableFormat.Txt or TableFormat.Jsonl => CellScanner.Create(dialect with { Quote = null }, maxCells),
            TableFormat.Json => JsonArrayScanner.Create(dialect, isPart),
        };

    /// <summary>The record that the content begins with, or null where its end is not in sight.</summary>
    /// <param name="content">The bytes from the record's beginning, no more than the longest record has.</param>
    /// <param name="isEnd">Whether nothing follows the content.</param>
    /// <param name="isFull">Whether a record cannot be longer than the content.</param>
    /// <exception cref="LabelException">No record can begin here.</exception>
    public abstract Record? Next(ReadOnlySpan<byte> content, bool isEnd, bool isFull);
}

/// <summary>What quotes do in a record.</summary>
internal enum QuoteUse
{
    /// <summary>No cell begins with one.</summary>
    None,

    /// <summary>They stand around whole cells.</summary>
    Whole,

    /// <summary>Text follows a closing one: <c>"ab"c</c> has the value <c>abc</c>.</summary>
    Loose,

    /// <summary>One is opened and not closed: the record is the first line of what it would have swallowed.</summary>
    Lone,
}

/// <summary>A record as it stands in a table.</summary>
/// <param name="Length">Its bytes, with what stands between it and the next one: its line end.</param>
/// <param name="Body">Its bytes alone.</param>
/// <param name="Lines">The lines that end in it.</param>
/// <param name="Quotes">What quotes do in it.</param>
internal readonly record struct Record(int Length, int Body, int Lines, QuoteUse Quotes);
