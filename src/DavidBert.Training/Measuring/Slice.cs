using DavidBert.Training.Reports;

namespace DavidBert.Training.Measuring;

/// <summary>How well some of the rows are answered.</summary>
/// <param name="Name">What they have in common.</param>
/// <param name="Rows">How many there are, at least 1.</param>
/// <param name="Top1">The share right at the first answer.</param>
/// <param name="Top5">The share right within five answers.</param>
public sealed record Slice(string Name, int Rows, Interval Top1, Interval Top5)
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

    /// <summary>Measures each of several sets of rows, leaving out the empty ones.</summary>
    public static IReadOnlyList<Slice> OfEach(IEnumerable<(string Name, IEnumerable<AnsweredRow> Rows)> sets) =>
        [.. sets.Select(set => Of(set.Name, [.. set.Rows])).OfType<Slice>()];
}
