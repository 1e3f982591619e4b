using System.Buffers;

namespace DavidBert.Labelling;

/// <summary>Rows that are a phrase each; labelled, they are cells between tabs, in quotes where a cell must be.</summary>
internal sealed class LineRows(TableLayout layout, LabelOptions options) : RowFormat
{
    private readonly Utf8Text line = new(layout.Dialect.Encoding, []);
    private readonly CellText text = new(layout.Dialect);

    /// <inheritdoc />
    public override RowQuestion Read(ReadOnlySpan<byte> body, bool hasLoneQuote)
    {
        line.Set(body);
        var phrase = System.Text.Encoding.UTF8.GetString(line.Memory.Span);
        var isText = line.IsExact && System.Text.Unicode.Utf8.IsValid(line.Memory.Span);
        var needsChange = phrase.AsSpan().IndexOfAny('\t', '\r') >= 0 || phrase.StartsWith('"')
            || (options.EscapeFormulas && FormulaCells.IsFormula(phrase));
        return isText ? new RowQuestion(phrase, null, 0, needsChange) : new RowQuestion(null, RowError.BadEncoding, 0, needsChange);
    }

    /// <inheritdoc />
    public override byte[] Tail(RowAnswer answer) =>
        text.Encode(text.Separator + text.Row(answer.Cells(options).Select(cell => cell ?? string.Empty)));

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> body, Row row, RowAnswer answer, IBufferWriter<byte> output)
    {
        if (row.NeedsChange)
        {
            WriteCell(body, output);
        }
        else
        {
            output.Write(body);
        }

        output.Write(answer.Tail ??= Tail(answer));
    }

    /// <summary>The line as a quoted cell; what is no text in it stays too.</summary>
    private void WriteCell(ReadOnlySpan<byte> body, IBufferWriter<byte> output)
    {
        line.Set(body);
        var phrase = System.Text.Encoding.UTF8.GetString(line.Memory.Span);
        ReadOnlySpan<byte> escape = options.EscapeFormulas && FormulaCells.IsFormula(phrase) ? text.Encode($"{FormulaCells.Escape}") : [];
        var quote = text.Encode("\"");
        output.Write(quote);
        output.Write(escape);
        for (var at = 0; at < body.Length; at += quote.Length)
        {
            var unit = body.Slice(at, quote.Length);
            output.Write(unit);
            if (unit.SequenceEqual(quote))
            {
                output.Write(unit);
            }
        }

        output.Write(quote);
    }
}
