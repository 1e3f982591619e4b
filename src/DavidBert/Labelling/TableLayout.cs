namespace DavidBert.Labelling;

/// <summary>
/// What is found at the beginning of a table and holds for all of it: how it is written, where the phrases are, and how
/// its labelled copy begins. It can be written as JSON (<see cref="LabelJson"/>) and handed to who labels a chunk.
/// </summary>
public sealed record TableLayout
{
    /// <summary>How the table is written.</summary>
    public required TableDialect Dialect { get; init; }

    /// <summary>The columns: the cells of the header, without one their numbers from 1, or the keys of JSON objects.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The name of the column of the phrases.</summary>
    public required string Column { get; init; }

    /// <summary>Its index in <see cref="Columns"/>; -1 where only its name is known, as in JSON.</summary>
    public required int ColumnIndex { get; init; }

    /// <summary>The names of the columns that labelling adds.</summary>
    public required AddedNames Added { get; init; }

    /// <summary>Where the first record after the header begins.</summary>
    public required TablePosition Start { get; init; }

    /// <summary>What the labelled table begins with: byte order mark and header, or nothing.</summary>
    public required byte[] OutputStart { get; init; }
}
