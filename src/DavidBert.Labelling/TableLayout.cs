namespace DavidBert.Labelling;

/// <summary>
/// What is found at the beginning of a table and holds for all of it: how it is written, where the phrases are, and how
/// its labelled copy begins. It can be written as JSON and handed to a worker that labels a
/// chunk.
/// </summary>
public sealed record TableLayout
{
    /// <summary>How the table is written.</summary>
    public required TableDialect Dialect { get; init; }

    /// <summary>
    /// The columns: the cells of the header, without one their numbers from 1, or the keys of JSON objects.
    /// </summary>
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

/// <summary>The names of the columns that labelling adds; none is that of an input column, case aside.</summary>
/// <param name="Word">The best word's.</param>
/// <param name="Score">
/// Its score's; the k-th best ones are called this and <paramref name="Word"/> with <c>_k</c>.
/// </param>
/// <param name="Error">The error code's.</param>
/// <param name="TopK">How many words there are.</param>
/// <param name="Confident">That of whether the best word may be relied on; null where it is not added.</param>
public sealed record AddedNames(string Word, string Score, string Error, int TopK, string? Confident = null)
{
    private const string Prefix = "davidbert_";

    /// <summary>That of the definition that was read beside the phrase; null where it is not added.</summary>
    public string? Definitions { get; init; }

    /// <summary>
    /// All names in the order of their columns: word, score, error, then word_2, score_2 …, and last confident and
    /// definitions.
    /// </summary>
    internal IEnumerable<string> All =>
    [
        Word, Score, Error,
        .. Enumerable.Range(2, TopK - 1).SelectMany(k => (string[])[$"{Word}_{k}", $"{Score}_{k}"]),
        .. Confident is null ? (string[])[] : [Confident],
        .. Definitions is null ? (string[])[] : [Definitions],
    ];

    /// <summary>
    /// The names as the options give them; where one of them is taken, all of them with <c>davidbert_</c> before them,
    /// then <c>davidbert_2_</c> and so on.
    /// </summary>
    internal static AddedNames Of(LabelOptions options, IEnumerable<string> taken) =>
        new AddedNames(options.WordName, options.ScoreName, options.ErrorName, options.TopK, options.ConfidentName)
        {
            Definitions = options.DefinitionsName,
        }
            .Beside(taken);

    /// <summary>These names, or the first ones with a prefix, that are not taken.</summary>
    internal AddedNames Beside(IEnumerable<string> taken)
    {
        var used = taken.Select(name => name.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var names = this;
        for (var round = 1; names.All.Any(used.Contains); round++)
        {
            var prefix = round == 1 ? Prefix : $"{Prefix}{round}_";
            names = this with
            {
                Word = prefix + Word,
                Score = prefix + Score,
                Error = prefix + Error,
                Confident = Confident is null ? null : prefix + Confident,
                Definitions = Definitions is null ? null : prefix + Definitions,
            };
        }

        return names;
    }
}
