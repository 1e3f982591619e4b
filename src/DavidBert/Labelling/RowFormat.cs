using System.Buffers;

namespace DavidBert.Labelling;

/// <summary>How a record holds its phrase, and how it is written with what is added. Not thread-safe.</summary>
internal abstract class RowFormat : IDisposable
{
    /// <summary>The format of a layout.</summary>
    public static RowFormat Create(TableLayout layout, LabelOptions options) => layout.Dialect.Format switch
    {
        TableFormat.Txt => new LineRows(layout, options),
        TableFormat.Jsonl => new JsonRows(layout, options),
        _ => new CellRows(layout, options),
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

    /// <inheritdoc />
    public virtual void Dispose()
    {
    }
}
