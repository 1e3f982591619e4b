using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Tests.Data;

namespace DavidBert.Training.Tests.Learning;

public sealed class TeacherTableTests
{
    private static readonly Dictionary<string, int> IndexOf = new(StringComparer.Ordinal)
    {
        ["smell"] = 0,
        ["size"] = 1,
        ["-"] = 2,
    };

    [Fact]
    public void Read_Table_TeachesRowsThatAcceptItAndPhrasesThatAreNone()
    {
        using var file = new TemporaryFile(
            "teacher.tsv",
            "phrase\tsource\tanswers\nfishy\tlexicon\tsmell:0.6 taste:0.2 size:0.2\nlarge\tlexicon\tsmell:0.9\n"
            + "hello\tnoun\t-:0.5 size:0.5\n"
            + "very tiny\tnoun\tsize:0.8\nunknown\tnoun\ttaste:1\n");
        LabelledPhrase[] train = [Row.Of("fishy", "smell"), Row.Of("large", "size")];
        var heldOut = Row.Of("tiny", "size") with { Split = DataPart.Test };

        var teaching = TeacherTable.Read(file.Path, train, [heldOut], IndexOf);

        Assert.Equal([0, 1], teaching.Rows[0]!.Indexes);
        Assert.Equal([0.75f, 0.25f], teaching.Rows[0]!.Shares);
        Assert.Null(teaching.Rows[1]);
        Assert.Equal(["hello"], teaching.Phrases);
        Assert.Equal([2, 1], teaching.Answers[0].Indexes);
    }

    [Theory]
    [InlineData("a\tb\n", "header")]
    [InlineData("phrase\tanswers\nfishy\n", "line 2")]
    public void Read_OtherTable_SaysWhatIsWrong(string content, string named)
    {
        using var file = new TemporaryFile("teacher.tsv", content);

        var error = Assert.Throws<InvalidDataException>(() => TeacherTable.Read(file.Path, [], [], IndexOf));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }
}
