using System.Buffers;

namespace DavidBert.Labelling;

/// <summary>Rows of cells between separators; what is added are cells behind them.</summary>
internal sealed class CellRows(TableLayout layout, LabelOptions options) : RowFormat
{
    private readonly CellReader cells = new(layout.Dialect);
    private readonly FormulaEscape formulas = new(layout.Dialect);
    private readonly CellText text = new(layout.Dialect);
    private readonly byte[] endOfFile = TextEncoding.Bytes(layout.Dialect.Encoding, EndOfFile.Sign);
    private readonly byte[] separator = TextEncoding.Of(layout.Dialect.Encoding).GetBytes([layout.Dialect.Separator]);

    /// <inheritdoc />
    public override RowQuestion Read(ReadOnlySpan<byte> body, bool hasLoneQuote)
    {
        if (body.IsEmpty || EndOfFile.Is(body, endOfFile))
        {
            return default;
        }

        cells.Read(body);
        var missing = Math.Max(0, layout.Columns.Count - cells.Count);
        var needsChange = options.EscapeFormulas && HasFormula();
        var error = hasLoneQuote ? RowError.LoneQuote
            : cells.Count > layout.Columns.Count ? RowError.ExtraCells
            : layout.ColumnIndex < cells.Count && !cells.IsText(layout.ColumnIndex) ? RowError.BadEncoding
            : null;
        var phrase = error is not null
            ? null
            : layout.ColumnIndex < cells.Count ? cells.Value(layout.ColumnIndex) : string.Empty;
        return new RowQuestion(phrase, error, missing, needsChange);
    }

    /// <inheritdoc />
    public override byte[] Tail(RowAnswer answer) =>
        text.Encode(text.Separator + text.Row(answer.Cells(options).Select(cell => cell ?? string.Empty)));

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> body, Row row, RowAnswer answer, IBufferWriter<byte> output)
    {
        output.Write(row.NeedsChange ? formulas.Of(body) : body);
        for (var cell = 0; cell < row.MissingCells; cell++)
        {
            output.Write(separator);
        }

        output.Write(answer.Tail ??= Tail(answer));
    }

    private bool HasFormula()
    {
        for (var cell = 0; cell < cells.Count; cell++)
        {
            if (FormulaCells.IsFormula(cells.Value(cell)))
            {
                return true;
            }
        }

        return false;
    }
}
