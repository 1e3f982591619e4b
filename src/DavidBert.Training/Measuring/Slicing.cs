using DavidBert.Tokenization;
using DavidBert.Training.Data;

namespace DavidBert.Training.Measuring;

/// <summary>Divides answered rows by what may make them hard.</summary>
internal sealed class Slicing(string bundle, PhraseTokenizer tokenizer)
{
    private const int TypingSeed = 1;

    private static readonly (string Name, int Least, int Most)[] Lengths =
    [
        ("1 word piece", 1, 1), ("2 word pieces", 2, 2), ("3 or 4", 3, 4), ("5 to 8", 5, 8),
        ("9 or more", 9, int.MaxValue),
    ];

    /// <summary>By kind of phrase.</summary>
    public static IReadOnlyList<Slice> ByKind(IReadOnlyList<AnsweredRow> rows) => Slice.OfEach(
    [
        ("words", rows.Where(row => row.Row.Kind == PhraseKind.Word)),
        ("phrases", rows.Where(row => row.Row.Kind == PhraseKind.Phrase)),
        ("all", rows),
    ]);

    /// <summary>By the number of word pieces, [CLS] and [SEP] left out.</summary>
    public IReadOnlyList<Slice> ByLength(IReadOnlyList<AnsweredRow> rows)
    {
        var lengths = rows.Select(row => Pieces(row.Row).Length).ToArray();
        return Slice.OfEach(Lengths.Select(range => (
            range.Name, rows.Where((_, place) => lengths[place] >= range.Least && lengths[place] <= range.Most))));
    }

    /// <summary>By whether training has seen every word piece of the phrase, and the phrase's answer.</summary>
    public IReadOnlyList<Slice> ByNovelty(IReadOnlyList<AnsweredRow> rows, IReadOnlyList<LabelledPhrase> train)
    {
        var pieces = train.SelectMany(row => Pieces(row)).ToHashSet();
        var words = train.Select(row => row.Word).ToHashSet(StringComparer.Ordinal);
        return train.Count == 0
            ? []
            : Slice.OfEach(
            [
                ("every word piece seen in training", rows.Where(
                    row => Array.TrueForAll(Pieces(row.Row), pieces.Contains))),
                ("a word piece unseen in training", rows.Where(
                    row => !Array.TrueForAll(Pieces(row.Row), pieces.Contains))),
                ("an answer that training never had", rows.Where(row => !words.Contains(row.Row.Word))),
            ]);
    }

    /// <summary>The rows that have a word long enough, as they are and with one typing error drawn for each.</summary>
    public IReadOnlyList<Slice> Misspelled(IReadOnlyList<AnsweredRow> rows)
    {
        LabelledPhrase[] misspelled = [.. rows.Index().Select(row => Misspell(row.Item.Row, row.Index))];
        var changed = rows.Zip(misspelled)
            .Where(
                pair => !string.Equals(pair.First.Row.Phrase, pair.Second.Phrase, StringComparison.Ordinal)).ToArray();
        var answers = BundleAnswers.Of(bundle, [.. changed.Select(pair => pair.Second)]);
        return Slice.OfEach(
        [
            ("as written", changed.Select(pair => pair.First)),
            ("the same with one typing error", changed.Zip(
                answers,
                (pair, words) => new AnsweredRow(pair.Second, words))),
        ]);
    }

    private static LabelledPhrase Misspell(LabelledPhrase row, int place)
    {
        var random = new SeededRandom(TypingSeed, place);
        return row with { Phrase = TypingError.In(row.Phrase, ref random) };
    }

    private int[] Pieces(LabelledPhrase row) => tokenizer.Encode(row.Phrase)[1..^1];
}

/// <summary>How well some of the rows are answered.</summary>
/// <param name="Name">What they have in common.</param>
/// <param name="Rows">How many there are, at least 1.</param>
/// <param name="Top1">The share right at the first answer.</param>
/// <param name="Top5">The share right within five answers.</param>
internal sealed record Slice(string Name, int Rows, Interval Top1, Interval Top5)
{
    private const int Five = 5;

    /// <summary>Measures rows; null where there are none.</summary>
    public static Slice? Of(string name, IReadOnlyList<AnsweredRow> rows)
    {
        if (rows.Count == 0)
        {
            return null;
        }

        string?[] groups = [.. rows.Select(row => row.Row.Group)];
        return new Slice(name, rows.Count, Share(1), Share(Five));

        Interval Share(int most) => Bootstrap.Of(
            [.. rows.Select(row => row.IsRightWithin(most) ? 1.0 : 0)], groups, static values => values.Average());
    }

    /// <summary>
    /// Measures rows so that every group counts as much, however many rows it has; a row without one is a group.
    /// </summary>
    public static Slice? OverGroups(string name, IReadOnlyList<AnsweredRow> rows)
    {
        if (rows.Count == 0)
        {
            return null;
        }

        string?[] groups = [.. rows.Select(row => row.Row.Group)];
        var sizes = groups.OfType<string>().CountBy(group => group, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        return new Slice(name, rows.Count, Share(1), Share(Five));

        Interval Share(int most) => Bootstrap.Of(
            [
                .. rows.Select(row => (
                    Right: row.IsRightWithin(most) ? 1.0 : 0,
                    Weight: row.Row.Group is { } group ? 1.0 / sizes[group] : 1)),
            ],
            groups,
            static values => values.Sum(row => row.Right * row.Weight) / values.Sum(row => row.Weight));
    }

    /// <summary>Measures each of several sets of rows, leaving out the empty ones.</summary>
    public static IReadOnlyList<Slice> OfEach(IEnumerable<(string Name, IEnumerable<AnsweredRow> Rows)> sets) =>
        [.. sets.Select(set => Of(set.Name, [.. set.Rows])).OfType<Slice>()];
}
