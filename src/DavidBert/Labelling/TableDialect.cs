namespace DavidBert.Labelling;

/// <summary>How a table is written, down to its line ends. A worker that has it reads any part of the table alike.</summary>
public sealed record TableDialect
{
    /// <summary>The format.</summary>
    public required TableFormat Format { get; init; }

    /// <summary>Whether the table is compressed by gzip.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>The encoding.</summary>
    public TableEncoding Encoding { get; init; }

    /// <summary>Whether the table begins with a byte order mark.</summary>
    public bool HasMark { get; init; }

    /// <summary>What stands between cells; of no meaning for <see cref="TableFormat.Txt"/> and <see cref="TableFormat.Jsonl"/>.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>What stands around a cell that holds separators or line ends; null where nothing does.</summary>
    public char? Quote { get; init; }

    /// <summary>What ends a line.</summary>
    public LineEnd LineEnd { get; init; }

    /// <summary>Whether the first record names the columns.</summary>
    public bool HasHeader { get; init; }

    /// <summary>Whether records are cells between separators.</summary>
    internal bool IsSeparated => Format is TableFormat.Csv or TableFormat.Tsv;
}
