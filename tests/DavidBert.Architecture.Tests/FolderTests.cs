namespace DavidBert.Architecture.Tests;

public sealed class FolderTests
{
    [Fact]
    public void Folders_AllProjects_FormNoCycle()
    {
        var references = House.Built.References.ToArray();

        var onCycles = new FolderGraph(references).OnCycles();

        Assert.Contains(references, r => r is { From: "DavidBert.Serving.Inbox", To: "DavidBert.Labelling" });
        Assert.Contains(
            references,
            r => r is { From: "DavidBert.Training.Learning", To: "DavidBert.Training.Modeling" });
        Assert.True(
            onCycles.Count == 0,
            $"These references between folders lie on a cycle:\n{string.Join('\n', onCycles)}");
    }

    [Fact]
    public void OnCycles_ACycleOfThree_NamesItsReferencesAlone()
    {
        FolderReference[] cycle = [new("A", "B", "a uses b"), new("B", "C", "b uses c"), new("C", "A", "c uses a")];
        FolderReference[] others = [new("A", "D", "a uses d"), new("E", "A", "e uses a")];

        var found = new FolderGraph([.. cycle, .. others]).OnCycles();

        Assert.Equal(cycle, found);
    }

    [Fact]
    public void Types_AllProjects_HaveNamesOfTheirOwn()
    {
        var twice = House.Built.TopTypes
            .Where(type => type.Name is not "Program")
            .GroupBy(type => type.Name, StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(type => type.Namespace))}");

        Assert.Empty(twice);
    }

    [Fact]
    public void Types_AllProjects_AreNotCalledUtilsHelperOrManager()
    {
        string[] vague = ["Util", "Helper", "Manager"];

        Assert.DoesNotContain(
            House.Built.TopTypes, type => vague.Any(word => type.Name.Contains(word, StringComparison.Ordinal)));
    }
}
