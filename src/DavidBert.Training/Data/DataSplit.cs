namespace DavidBert.Training.Data;

/// <summary>The rows of each part, in the order of the file. Unanswerable rows are in none of the four.</summary>
/// <param name="Train">What the model learns from; never empty.</param>
/// <param name="Dev">What settings and the moment to stop are chosen on; empty when nothing could be held out.</param>
/// <param name="Test">What is only reported; may be empty.</param>
/// <param name="Final">What only a model of all rows learns from; may be empty.</param>
/// <param name="Unanswerable">The rows that no word answers: neither trained on nor scored.</param>
internal sealed record DataSplit(
    IReadOnlyList<LabelledPhrase> Train,
    IReadOnlyList<LabelledPhrase> Dev,
    IReadOnlyList<LabelledPhrase> Test,
    IReadOnlyList<LabelledPhrase> Final,
    IReadOnlyList<LabelledPhrase> Unanswerable)
{
    /// <summary>The share of rows that is held out where no row is of dev.</summary>
    public const double UsualShare = 0.1;

    /// <summary>
    /// Takes the parts that the rows name; a row that names none is trained on. When no row is of dev, a share of the
    /// training rows (at least one) is held out as dev: whole groups of them, where a row without a group goes with
    /// those of the same phrase. The choice depends on <paramref name="seed"/> and on what the rows say, not on their
    /// order.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="seed">What the choice is drawn by.</param>
    /// <param name="share">The share to hold out where no row is of dev, above 0 and below 1.</param>
    /// <exception cref="InvalidDataException">No row with an answer is left to train on.</exception>
    public static DataSplit Of(IReadOnlyList<LabelledPhrase> rows, int seed, double share = UsualShare)
    {
        var parts = rows.Where(row => !row.IsUnanswerable).ToLookup(row => row.Part);
        LabelledPhrase[] train = [.. parts[DataPart.Train]];
        LabelledPhrase[] dev = [.. parts[DataPart.Dev]];
        if (dev.Length == 0)
        {
            var heldOut = HeldOutGroups(train, seed, share);
            dev = [.. train.Where(row => heldOut.Contains(row.GroupOrPhrase))];
            train = [.. train.Where(row => !heldOut.Contains(row.GroupOrPhrase))];
        }

        RequireTrain(train, rows);
        return new DataSplit(train, dev, [.. parts[DataPart.Test]], [.. parts[DataPart.Final]], UnanswerableOf(rows));
    }

    /// <summary>
    /// Every row with an answer is trained on, whatever part it names; dev, test and final are empty.
    /// </summary>
    /// <exception cref="InvalidDataException">No row has an answer.</exception>
    public static DataSplit AllToTrain(IReadOnlyList<LabelledPhrase> rows)
    {
        LabelledPhrase[] train = [.. rows.Where(row => !row.IsUnanswerable)];
        RequireTrain(train, rows);
        return new DataSplit(train, [], [], [], UnanswerableOf(rows));
    }

    private static void RequireTrain(LabelledPhrase[] train, IReadOnlyList<LabelledPhrase> rows)
    {
        if (train.Length == 0)
        {
            throw new InvalidDataException(
                $"None of the {rows.Count} rows can be trained on: each lacks an answer or is of dev, test or final.");
        }
    }

    private static LabelledPhrase[] UnanswerableOf(IReadOnlyList<LabelledPhrase> rows) =>
        [.. rows.Where(row => row.IsUnanswerable)];

    /// <summary>
    /// Whole groups, in an order drawn by the seed, as long as they fit into the share; a lone small group if none
    /// fits.
    /// </summary>
    private static HashSet<string> HeldOutGroups(LabelledPhrase[] rows, int seed, double share)
    {
        var groups = Folds.InDrawnOrder(rows, seed);
        var heldOut = new HashSet<string>(StringComparer.Ordinal);
        if (groups.Count < 2)
        {
            return heldOut;
        }

        var room = Math.Max(1, (int)Math.Round(rows.Length * share));
        foreach (var (group, count) in groups)
        {
            if (count <= room)
            {
                heldOut.Add(group);
                room -= count;
            }
        }

        if (heldOut.Count == 0)
        {
            heldOut.Add(groups.MinBy(group => group.Value).Key);
        }

        return heldOut;
    }
}
