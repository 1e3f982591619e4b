namespace DavidBert.Labelling;

/// <summary>How often rows have an error of one kind.</summary>
/// <param name="Count">The number of rows.</param>
/// <param name="FirstLines">The lines where the first of them begin, at most <see cref="MostLines"/>, ascending.</param>
public sealed record ErrorCount(long Count, IReadOnlyList<long> FirstLines)
{
    /// <summary>How many lines are named.</summary>
    public const int MostLines = 10;

    /// <summary>No row.</summary>
    internal static ErrorCount None { get; } = new(0, []);

    /// <summary>These rows and one that begins at a later line.</summary>
    internal ErrorCount And(long line) => new(Count + 1, FirstLines.Count < MostLines ? [.. FirstLines, line] : FirstLines);

    /// <summary>These rows and others of the same table.</summary>
    internal ErrorCount And(ErrorCount other) =>
        new(Count + other.Count, [.. FirstLines.Concat(other.FirstLines).Order().Take(MostLines)]);
}
