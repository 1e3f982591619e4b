namespace DavidBert.Architecture.Tests;

/// <summary>A reference from a type in one folder to a type in another.</summary>
/// <param name="From">The namespace of the folder that refers.</param>
/// <param name="To">The namespace of the folder referred to.</param>
/// <param name="Example">One pair of types that makes the reference.</param>
internal sealed record FolderReference(string From, string To, string Example)
{
    public override string ToString() => $"{From} → {To} ({Example})";
}

/// <summary>Folders and the references between them.</summary>
internal sealed class FolderGraph(IEnumerable<FolderReference> references)
{
    private readonly ILookup<string, FolderReference> references = references.ToLookup(
        r => r.From,
        StringComparer.Ordinal);

    /// <summary>
    /// The references that lie on a cycle: those from whose target a path leads back to where they start.
    /// </summary>
    public IReadOnlyList<FolderReference> OnCycles() =>
        [.. references.SelectMany(group => group).Where(r => Reach(r.To).Contains(r.From))
            .OrderBy(r => r.ToString(), StringComparer.Ordinal)];

    private HashSet<string> Reach(string folder)
    {
        HashSet<string> seen = [folder];
        var open = new Queue<string>(seen);
        while (open.TryDequeue(out var next))
        {
            foreach (var reference in references[next].Where(r => seen.Add(r.To)))
            {
                open.Enqueue(reference.To);
            }
        }

        return seen;
    }
}
