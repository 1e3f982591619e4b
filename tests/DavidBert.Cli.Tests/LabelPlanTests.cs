using DavidBert.Cli.Labelling;
using DavidBert.Cli.Shell;

namespace DavidBert.Cli.Tests;

/// <summary>What a command line labels, and where to.</summary>
public sealed class LabelPlanTests : LabelFolder
{
    private const string Table = "phrase\nfishy\n";

    [Fact]
    public void Of_OutputsBelowTheFolder_AreNotLabelledAgain()
    {
        Write("a.csv", Table);
        Write("out/a.csv", Table);
        Write("out/sub/b.csv", Table);

        Assert.Equal<string[]>(["a.csv"], Inputs(LabelPlan.Of([PathOf(".")], PathOf("out/"))));
        Assert.Equal<string[]>(["a.csv"], Inputs(LabelPlan.Of([PathOf("**/*.csv")], PathOf("out"))));
    }

    [Fact]
    public void Of_OutputFolderAboveTheInputs_KeepsThem()
    {
        Write("in/a.csv", Table);

        var plan = LabelPlan.Of([PathOf("in")], PathOf("./"));

        Assert.Equal<string[]>([PathOf("a.csv")], [.. plan.Tables.Select(table => Path.GetFullPath(table.Output!))]);
    }

    [Fact]
    public void Of_TextBesideATableOfItsName_KeepsItsEnding()
    {
        Write("n.txt", "fishy\n");
        Write("n.tsv", Table);
        Write("m.txt", "fishy\n");

        Assert.Equal<string[]>(["m.tsv", "n.tsv", "n.txt.tsv"], Outputs(LabelPlan.Of([PathOf("")], PathOf("out/"))));
        Assert.Equal<string[]>(
            ["m.labelled.tsv", "n.labelled.tsv", "n.txt.labelled.tsv"], Outputs(LabelPlan.Of([PathOf("")], null)));
    }

    [Fact]
    public void Of_FilesThatAreNotRead_AreNamed()
    {
        Write("a.csv", Table);
        Write("b.XLSX", "PK");
        Write("c.csv.bz2", "BZ");
        Write("notes.md", "text");
        Write("backup.zip", "PK");

        var plan = LabelPlan.Of([PathOf("")], null);

        Assert.Equal<string[]>(
            ["b.XLSX", "c.csv.bz2"],
            [.. plan.Unreadable.Select(file => Path.GetFileName(file.Path))]);
        Assert.Contains("as CSV", plan.Unreadable[0].Remedy, StringComparison.Ordinal);
        Assert.Contains("gzip", plan.Unreadable[1].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_FolderOfSpreadsheetsOnly_SaysWhatToDo()
    {
        Write("in/b.xlsx", "PK");

        var e = Assert.Throws<UsageException>(() => LabelPlan.Of([PathOf("in")], null));

        Assert.Contains("b.xlsx", e.Message, StringComparison.Ordinal);
        Assert.Contains("save the sheet as CSV", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_CycleOfLinks_FindsEachTableOnce()
    {
        SkipOnWindows();
        Write("in/sub/a.csv", Table);
        File.CreateSymbolicLink(PathOf("in/sub/up"), PathOf("in"));
        File.CreateSymbolicLink(PathOf("in/here"), ".");
        File.CreateSymbolicLink(PathOf("in/self.csv"), "self.csv");
        File.CreateSymbolicLink(PathOf("in/b.csv"), "sub/a.csv");
        File.Delete(PathOf("in/self.csv"));

        Assert.Equal<string[]>(["b.csv", "a.csv"], Inputs(LabelPlan.Of([PathOf("in")], null)));
    }

    [Theory]
    [InlineData("link.csv")]
    [InlineData("here/a.csv")]
    public void Of_OutputThatIsALinkToTheInput_IsRefused(string output)
    {
        SkipOnWindows();
        Write("a.csv", Table);
        File.CreateSymbolicLink(PathOf("link.csv"), "a.csv");
        File.CreateSymbolicLink(PathOf("here"), ".");

        var e = Assert.Throws<UsageException>(() => LabelPlan.Of([PathOf("a.csv")], PathOf(output)));

        Assert.Contains("would replace an input", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Of_EmptyOutput_IsRefused(string output)
    {
        Write("a.csv", Table);

        var e = Assert.Throws<UsageException>(() => LabelPlan.Of([PathOf("a.csv")], output));

        Assert.Contains("--output is empty", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RealPath_LinksThatFormACycle_IsAnIOException()
    {
        SkipOnWindows();
        File.CreateSymbolicLink(PathOf("x"), "y");
        File.CreateSymbolicLink(PathOf("y"), "x");

        Assert.Throws<IOException>(() => RealPath.Of(PathOf("x/out.csv")));
    }

    [Fact]
    public void RealPath_PartsThatDoNotExist_StayAsTheyAre()
    {
        SkipOnWindows();
        Directory.CreateDirectory(PathOf("real"));
        File.CreateSymbolicLink(PathOf("link"), "real");

        Assert.Equal(RealPath.Of(PathOf("real/new/x.csv")), RealPath.Of(PathOf("link/new/x.csv")));
        Assert.EndsWith("real/new/x.csv", RealPath.Of(PathOf("link/new/x.csv")), StringComparison.Ordinal);
    }

    private static void SkipOnWindows()
        => Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs a right there.");

    private static string[] Inputs(LabelPlan plan) => [.. plan.Tables.Select(table => Path.GetFileName(table.Input)!)];

    private static string[] Outputs(LabelPlan plan) =>
        [.. plan.Tables.Select(table => Path.GetFileName(table.Output)!).Order(StringComparer.Ordinal)];
}
