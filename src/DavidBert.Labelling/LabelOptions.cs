using System.Globalization;

namespace DavidBert.Labelling;

/// <summary>
/// How a table is labelled. What is null is found from the table. <see cref="LabelOption"/> reads them from text.
/// </summary>
public sealed record LabelOptions
{
    /// <summary>What <see cref="ChunkBytes"/> is by default.</summary>
    public const int DefaultChunkBytes = 4 << 20;

    internal const string DefaultWordName = "word";
    internal const string DefaultScoreName = "score";
    internal const string DefaultErrorName = "error";
    internal const double LeastScore = 0;
    internal const double MostScore = 1;
    internal const int MostSkippedRows = 1_000;

    /// <summary>The column of the phrases: its name, or its number from 1.</summary>
    public string? Column { get; init; }

    /// <summary>How many words to give for a phrase, 1 to <see cref="Predictor.MaxTopK"/>.</summary>
    public int TopK { get; init; } = Predictor.DefaultTopK;

    /// <summary>The score, 0 to 1, below which a word is left out and its score stays; null for none.</summary>
    public double? MinimumScore { get; init; }

    /// <summary>The name of the column of words.</summary>
    public string WordName { get; init; } = DefaultWordName;

    /// <summary>The name of the column of scores.</summary>
    public string ScoreName { get; init; } = DefaultScoreName;

    /// <summary>The name of the column of error codes.</summary>
    public string ErrorName { get; init; } = DefaultErrorName;

    /// <summary>
    /// Whether a last column says if the best word may be relied on; only a model with a threshold of confidence tells.
    /// </summary>
    public bool Confident { get; init; }

    /// <summary>
    /// Whether a further last column says which definition was read beside the phrase, as <c>term: definition</c>.
    /// </summary>
    public bool Definitions { get; init; }

    /// <summary>Whether cells that a spreadsheet would run as a formula get a <c>'</c> before them.</summary>
    public bool EscapeFormulas { get; init; }

    /// <summary>The format.</summary>
    public TableFormat? Format { get; init; }

    /// <summary>The encoding.</summary>
    public TableEncoding? Encoding { get; init; }

    /// <summary>What stands between cells.</summary>
    public char? Separator { get; init; }

    /// <summary>Whether cells may stand in quotes.</summary>
    public bool? HasQuotes { get; init; }

    /// <summary>What stands around quoted cells, <c>"</c> or <c>'</c>.</summary>
    public char Quote { get; init; } = '"';

    /// <summary>What ends a line.</summary>
    public LineEnd? LineEnd { get; init; }

    /// <summary>Whether the first record of separated cells names the columns.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>
    /// How many lines above the header, or above the first row, are passed over and kept; 0 to 1,000.
    /// </summary>
    public int SkipRows { get; init; }

    /// <summary>The limits.</summary>
    public LabelLimits Limits { get; init; } = new();

    /// <summary>
    /// The bytes of content of a chunk, at least 1: it ends with the record in which it reaches them. A compressed
    /// table has one gzip member a chunk, so the size shows in its bytes.
    /// </summary>
    public int ChunkBytes { get; init; } = DefaultChunkBytes;

    /// <summary>The name of the column of confidence; null where it is not added.</summary>
    internal string? ConfidentName => Confident ? "confident" : null;

    /// <summary>The name of the column of definitions; null where it is not added.</summary>
    internal string? DefinitionsName => Definitions ? "definitions" : null;

    /// <summary>Checks the ranges, and that the options go together.</summary>
    /// <exception cref="LabelException">An option is out of its range, or two of them do not go together.</exception>
    public void Check()
    {
        Require(TopK is >= 1 and <= Predictor.MaxTopK, $"top_k is {TopK}; expected 1 to {Predictor.MaxTopK}.");
        Require(
            MinimumScore is null or (>= LeastScore and <= MostScore),
            string.Create(CultureInfo.InvariantCulture, $"The minimum score is {MinimumScore}; expected 0 to 1."));
        Require(Quote is '"' or '\'', $"The quote is '{Quote}'; expected \" or '.");
        Require(
            Separator is null || IsSeparator(Separator.Value),
            $"The separator is '{Separator}'; "
            + "expected a tab, or an ASCII character that is not part of words and numbers.");
        Require(
            Limits.MaxRecordBytes is >= LabelLimits.LeastRecordBytes and <= LabelLimits.MostRecordBytes,
            $"The longest record is {Limits.MaxRecordBytes} bytes; expected 1 KiB to 256 MiB.");
        Require(SkipRows is >= 0 and <= MostSkippedRows, $"skip_rows is {SkipRows}; expected 0 to {MostSkippedRows}.");
        Require(ChunkBytes >= 1, $"A chunk has {ChunkBytes} bytes; expected at least 1.");
        foreach (var name in (string[])[WordName, ScoreName, ErrorName])
        {
            Require(
                name.Trim().Length > 0 && !name.Any(char.IsControl) && !FormulaCells.IsFormula(name),
                $"A column cannot be called '{name}'; give a name without control characters that is not a formula.");
        }

        var added = new AddedNames(WordName.Trim(), ScoreName.Trim(), ErrorName.Trim(), TopK, ConfidentName)
        {
            Definitions = DefinitionsName,
        };
        var names = added.All.ToList();
        Require(
            names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Count,
            $"The added columns {string.Join(", ", names)} must have different names.");
    }

    /// <summary>Whether the character may stand between cells.</summary>
    internal static bool IsSeparator(char c) =>
        c == '\t'
        || (char.IsAscii(c) && !char.IsControl(c) && !char.IsAsciiLetterOrDigit(c)
            && c is not ('"' or '\'' or '.' or '-' or '_' or '+'));

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new LabelException(TableError.Options, message);
        }
    }
}

/// <summary>What a table may demand at most, as it may come from anybody.</summary>
public sealed record LabelLimits
{
    internal const int LeastRecordBytes = 1 << 10;
    internal const int MostRecordBytes = 256 << 20;
    internal const int DefaultRecordBytes = 1 << 20;

    /// <summary>The longest record in bytes, 1 KiB to 256 MiB; memory grows with it.</summary>
    public int MaxRecordBytes { get; init; } = DefaultRecordBytes;

    /// <summary>The most columns.</summary>
    public int MaxColumns { get; init; } = 16_384;

    /// <summary>The most bytes of content, decompressed.</summary>
    public long MaxContentBytes { get; init; } = 64L << 30;

    /// <summary>
    /// How many bytes one compressed byte may become, once more than <see cref="FreeContentBytes"/> came out.
    /// </summary>
    public int MaxCompressionRatio { get; init; } = 200;

    /// <summary>The bytes of content from which <see cref="MaxCompressionRatio"/> counts.</summary>
    public long FreeContentBytes { get; init; } = 64L << 20;
}
