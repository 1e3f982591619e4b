namespace DavidBert.Training.Data;

/// <summary>The labelled phrases of a file, and the rows of it that could not be used.</summary>
/// <param name="Rows">The good rows, in the order of the file; at least one of them has an answer.</param>
/// <param name="BadRows">The others, in the order of the file.</param>
internal sealed record Lexicon(IReadOnlyList<LabelledPhrase> Rows, IReadOnlyList<BadRow> BadRows)
{
    private const int MostText = 200;

    /// <summary>
    /// Reads a table of phrases and their answers: tab-separated without quoting (<c>.tsv</c>), or RFC 4180 with
    /// commas or semicolons (<c>.csv</c>); for another extension its first line tells. Columns are found by the names
    /// <c>phrase</c>, <c>word</c> (the answer, one slot of the output, whatever it is called), <c>also</c> (further
    /// right answers, separated by spaces, or by semicolons where they have spaces), <c>kind</c> (word or phrase),
    /// <c>group</c>, <c>split</c> (train, dev, test or final) and <c>definition</c> (read beside the phrase), in any
    /// case and order; others are ignored. A file whose first row has neither of the first two names has no header: its
    /// two or three columns are phrase, word and also. Blank lines are skipped.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="names">What some columns are called in it; null for the names above.</param>
    /// <exception cref="InvalidDataException">The columns cannot be told, or no row can be used.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Lexicon Read(string path, ColumnNames? names = null)
    {
        var rows = new List<LabelledPhrase>();
        var badRows = new List<BadRow>();
        LexiconColumns? layout = null;
        foreach (var row in TableReader.Read(path))
        {
            if (layout is null && row.Fault is null)
            {
                layout = LayoutOf(row, path, names);
                if (layout.HasHeader)
                {
                    continue;
                }
            }

            try
            {
                rows.Add(Labelled(row, layout));
            }
            catch (FormatException fault)
            {
                var text = row.Text.Length > MostText ? row.Text[..MostText] : row.Text;
                badRows.Add(new BadRow(row.Line, fault.Message, text));
            }
        }

        if (!rows.Exists(row => !row.IsUnanswerable))
        {
            var example = badRows.Count > 0 ? $"; line {badRows[0].Line}: {badRows[0].Reason}" : "";
            throw new InvalidDataException(
                $"'{path}' holds no phrase with an answer ({rows.Count} without one, {badRows.Count} bad "
                + $"row(s){example})");
        }

        return new Lexicon(rows, badRows);
    }

    private static LexiconColumns LayoutOf(TableRow row, string path, ColumnNames? names)
    {
        try
        {
            return LexiconColumns.Of(row.Fields, names ?? ColumnNames.Standard);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{path}' cannot be used as training data: {e.Message}", e);
        }
    }

    private static LabelledPhrase Labelled(TableRow row, LexiconColumns? layout)
    {
        if (layout is null || row.Fault is not null)
        {
            throw new FormatException(row.Fault);
        }

        var (least, most) = layout.Columns;
        if (row.Fields.Count < least || row.Fields.Count > most)
        {
            throw new FormatException(
                $"{row.Fields.Count} column(s); expected {(least == most ? $"{least}" : $"{least} or {most}")}");
        }

        if (row.Fields.Any(field => field.Contains('\uFFFD', StringComparison.Ordinal)))
        {
            throw new FormatException("not valid UTF-8 (or it holds U+FFFD, the sign of text that once was not)");
        }

        var phrase = layout.Field(row.Fields, "phrase");
        if (phrase.Length == 0)
        {
            throw new FormatException("the phrase is empty");
        }

        var word = layout.Field(row.Fields, "word");
        if (word.Length == 0)
        {
            throw new FormatException(
                $"the answer is empty; write '{LabelledPhrase.NoAnswer}' for a phrase without one");
        }

        CheckLabel(word);
        return new LabelledPhrase(
            phrase,
            word,
            Also(layout.Field(row.Fields, "also"), word),
            Kind(layout.Field(row.Fields, "kind"), phrase),
            layout.Field(row.Fields, "group") is { Length: > 0 } group ? group : null,
            Split(layout.Field(row.Fields, "split")),
            row.Line)
        {
            Definition = layout.Field(row.Fields, "definition") is { Length: > 0 } definition ? definition : null,
        };
    }

    /// <summary>A label is one slot of the output, whatever it is called.</summary>
    private static void CheckLabel(string label)
    {
        if (label.Length > LabelledPhrase.MostLabelCharacters)
        {
            throw new FormatException(
                $"the answer '{label[..20]}…' has {label.Length} characters; expected at most "
                + $"{LabelledPhrase.MostLabelCharacters}");
        }

        if (label.Any(char.IsControl))
        {
            throw new FormatException("the answer holds a tab, a line end or another control character");
        }
    }

    private static string[] Also(string field, string word)
    {
        const StringSplitOptions Trimmed = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        var also = field.Contains(';', StringComparison.Ordinal)
            ? field.Split(';', Trimmed)
            : field.Split((char[]?)null, Trimmed);
        if (also.Length > 0 && string.Equals(word, LabelledPhrase.NoAnswer, StringComparison.Ordinal))
        {
            throw new FormatException($"a phrase without an answer has the further answer '{also[0]}'");
        }

        Array.ForEach(also, CheckLabel);
        return [.. also.Distinct(StringComparer.Ordinal).Except([word], StringComparer.Ordinal)];
    }

    private static PhraseKind Kind(string field, string phrase) => field.ToLowerInvariant() switch
    {
        "word" => PhraseKind.Word,
        "phrase" => PhraseKind.Phrase,
        "" => phrase.Any(char.IsWhiteSpace) ? PhraseKind.Phrase : PhraseKind.Word,
        _ => throw new FormatException($"the kind is '{field}'; expected word, phrase or nothing"),
    };

    private static DataPart? Split(string field) => field.ToLowerInvariant() switch
    {
        "train" => DataPart.Train,
        "dev" => DataPart.Dev,
        "test" => DataPart.Test,
        "final" => DataPart.Final,
        "" => null,
        _ => throw new FormatException($"the split is '{field}'; expected train, dev, test, final or nothing"),
    };
}

/// <summary>A row that could not be used.</summary>
/// <param name="Line">The line of the file it begins at, from 1.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Text">The line as it stands, cut to 200 characters.</param>
internal sealed record BadRow(int Line, string Reason, string Text);

/// <summary>The part of the data a row belongs to.</summary>
internal enum DataPart
{
    /// <summary>Rows the model learns from.</summary>
    Train,

    /// <summary>Rows that settings, the temperature and the moment to stop are chosen on.</summary>
    Dev,

    /// <summary>Rows that are only reported.</summary>
    Test,

    /// <summary>Rows close to those of dev or test: used only where a model is trained on all rows.</summary>
    Final,
}

/// <summary>A row of training data: a phrase and the word that answers it.</summary>
/// <param name="Phrase">The text, trimmed, never empty.</param>
/// <param name="Word">The answer, as it is written, or <see cref="NoAnswer"/>.</param>
/// <param name="Also">
/// Further answers that count as right, without <paramref name="Word"/> and without doubles.
/// </param>
/// <param name="Kind">
/// Whether the phrase is one word; taken from the phrase's spaces when the file does not say.
/// </param>
/// <param name="Group">Rows of one group belong into one part; null when the file names none.</param>
/// <param name="Split">The part the file assigns, or null.</param>
/// <param name="Line">The line of the file the row begins at, from 1.</param>
internal sealed record LabelledPhrase(
    string Phrase,
    string Word,
    IReadOnlyList<string> Also,
    PhraseKind Kind,
    string? Group,
    DataPart? Split,
    int Line)
{
    /// <summary>The answer of a phrase that no word answers.</summary>
    public const string NoAnswer = "-";

    /// <summary>The most characters of an answer.</summary>
    public const int MostLabelCharacters = 64;

    /// <summary>What the phrase means, read beside it as a glossary's definition is; null where nothing is said.</summary>
    public string? Definition { get; init; }

    /// <summary>The part it is of: train where the file does not say.</summary>
    public DataPart Part => Split ?? DataPart.Train;

    /// <summary>What rows that are alike share: the group, or the phrase in lower case where there is none.</summary>
    public string GroupOrPhrase => Group ?? Phrase.ToLowerInvariant();

    /// <summary>Whether no word answers the phrase; such a row is neither trained on nor scored.</summary>
    public bool IsUnanswerable => string.Equals(Word, NoAnswer, StringComparison.Ordinal);

    /// <summary>Whether <paramref name="answer"/> is the word or one of the further words.</summary>
    public bool Accepts(string answer) =>
        !IsUnanswerable
        && (string.Equals(Word, answer, StringComparison.Ordinal) || Also.Contains(answer, StringComparer.Ordinal));
}

/// <summary>What a row's phrase is.</summary>
internal enum PhraseKind
{
    /// <summary>A single word, or a fixed expression that a dictionary lists as one.</summary>
    Word,

    /// <summary>Several words: modified, idiomatic, a fragment of a sentence.</summary>
    Phrase,
}
