using System.Buffers;

namespace DavidBert.Labelling;

/// <summary>
/// Rows that are a phrase each; labelled, they are cells between tabs, in quotes where a cell must be.
/// </summary>
internal sealed class LineRows(TableLayout layout, LabelOptions options) : RowFormat
{
    private readonly TableEncoding encoding = layout.Dialect.Encoding;
    private readonly byte[] endOfFile = TextEncoding.Bytes(layout.Dialect.Encoding, EndOfFile.Sign);
    private readonly CellText text = new(layout.Dialect);

    /// <inheritdoc />
    public override RowQuestion Read(ReadOnlySpan<byte> body, bool hasLoneQuote)
    {
        if (EndOfFile.Is(body, endOfFile))
        {
            return default;
        }

        var phrase = TextEncoding.Of(encoding).GetString(body);
        var needsChange = phrase.AsSpan().IndexOfAny('\t', '\r') >= 0 || phrase.StartsWith('"')
            || (options.EscapeFormulas && FormulaCells.IsFormula(phrase));
        return TextEncoding.IsText(encoding, body)
            ? new RowQuestion(phrase, null, 0, needsChange)
            : new RowQuestion(null, RowError.BadEncoding, 0, needsChange);
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

    /// <summary>The line as a quoted cell; what is not text in it stays too.</summary>
    private void WriteCell(ReadOnlySpan<byte> body, IBufferWriter<byte> output)
    {
        var phrase = TextEncoding.Of(encoding).GetString(body);
        ReadOnlySpan<byte> escape = options.EscapeFormulas && FormulaCells.IsFormula(phrase)
            ? text.Encode($"{FormulaCells.Escape}")
            : [];
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
