using DavidBert.Training.Data;

namespace DavidBert.Training.Commands;

/// <summary>Tells of the rows that could not be used.</summary>
internal static class BadRows
{
    private const int Most = 20;

    /// <summary>Writes the rows with their lines to standard error; the report of a training lists more.</summary>
    public static void Print(IReadOnlyList<BadRow> rows, string path)
    {
        foreach (var row in rows.Take(Most))
        {
            Console.Error.WriteLine($"{path}:{row.Line}: {row.Reason}");
        }

        if (rows.Count > Most)
        {
            Console.Error.WriteLine($"… and {rows.Count - Most} bad rows more.");
        }
    }
}
