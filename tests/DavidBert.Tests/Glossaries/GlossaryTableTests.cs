using DavidBert.Glossaries;

namespace DavidBert.Tests.Glossaries;

public sealed class GlossaryTableTests
{
    [Theory]
    [InlineData("term\tdefinition\nFrobly\tmakes a loud noise\n\nfrobly\tmakes little noise\n")]
    [InlineData("frobly\tmakes a loud noise\r\n FROBLY \tmakes little noise")]
    public void Read_LinesInAnyCase_FindsTheLast(string content)
    {
        using var file = new TemporaryText(content);

        var glossary = GlossaryTable.Read(file.Path);

        Assert.Equal(1, glossary.Count);
        Assert.Equal("makes little noise", glossary.Find("frobly"));
    }

    [Theory]
    [InlineData("frobly makes noise\n", "line 1")]
    [InlineData("frobly\tmakes noise\nzonk\t\n", "line 2")]
    [InlineData("a\tb\tc\n", "line 1")]
    [InlineData("", "has no line")]
    public void Read_LineOfAnotherForm_NamesIt(string content, string named)
    {
        using var file = new TemporaryText(content);

        var error = Assert.Throws<InvalidDataException>(() => GlossaryTable.Read(file.Path));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains(file.Path, error.Message, StringComparison.Ordinal);
    }

    private sealed class TemporaryText : IDisposable
    {
        public TemporaryText(string content) => File.WriteAllText(Path, content);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
