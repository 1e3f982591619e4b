using System.Text;
using CsCheck;
using DavidBert.Training.Data;

namespace DavidBert.Training.Tests.Data;

public sealed class LexiconTests
{
    [Fact]
    public void Read_CommittedLexicon_HasEveryRowAndNoBadOne()
    {
        var lexicon = Lexicon.Read(Repository.Lexicon);

        Assert.Empty(lexicon.BadRows);
        Assert.InRange(lexicon.Rows.Count, 19_778, int.MaxValue);
        Assert.InRange(lexicon.Rows.Count(row => row.IsUnanswerable), 25, 100);
        Assert.InRange(lexicon.Rows.Count(row => row.Kind == PhraseKind.Word), 11_556, int.MaxValue);
        Assert.Equal(1_096, lexicon.Rows.Count(row => row.Split == DataPart.Dev));
        Assert.Equal(1_157, lexicon.Rows.Count(row => row.Split == DataPart.Test));
    }

    [Fact]
    public void Read_HeaderInAnyCaseAndOrder_FindsTheColumnsAndIgnoresOthers()
    {
        using var file = new TemporaryFile(
            "a.tsv",
            "Split\tWORD\tnote\t Phrase \tAlso\n\tSize\tx\t very chonky \tWeight Size  Weight\n");

        var row = Assert.Single(Lexicon.Read(file.Path).Rows);

        Assert.Equal(("very chonky", "Size", PhraseKind.Phrase, 2), (row.Phrase, row.Word, row.Kind, row.Line));
        Assert.Equal(["Weight"], row.Also);
        Assert.Null(row.Split);
        Assert.Null(row.Group);
    }

    [Theory]
    [InlineData("pairs.csv", "fishy,smell\nchonky,size,weight\n")]
    [InlineData("pairs.csv", "\nfishy;smell\nchonky;size;weight\n")]
    [InlineData("pairs.tsv", "fishy\tsmell\r\nchonky\tsize\tweight")]
    [InlineData("pairs.txt", "fishy\tsmell\nchonky\tsize\tweight\n")]
    [InlineData("pairs", "\uFEFFfishy,smell\n\"chonky\",size,weight\n")]
    public void Read_WithoutHeader_TakesPhraseWordAndAlso(string name, string text)
    {
        using var file = new TemporaryFile(name, text);

        var lexicon = Lexicon.Read(file.Path);

        Assert.Empty(lexicon.BadRows);
        Assert.Equal(
            [("fishy", "smell", 0), ("chonky", "size", 1)],
            lexicon.Rows.Select(row => (row.Phrase, row.Word, row.Also.Count)));
    }

    [Fact]
    public void Read_QuotedCsv_UnquotesAndSpansLines()
    {
        using var file = new TemporaryFile(
            "a.csv",
            "phrase,word\n\"big, \"\"really\"\" big\",size\n\"two\r\nlines\",length\ncheap,price\n");

        var lexicon = Lexicon.Read(file.Path);

        Assert.Empty(lexicon.BadRows);
        Assert.Equal(
            ["big, \"really\" big", "two\nlines", "cheap"],
            lexicon.Rows.Select(row => row.Phrase),
            StringComparer.Ordinal);
        Assert.Equal([2, 3, 5], lexicon.Rows.Select(row => row.Line));
    }

    [Fact]
    public void Read_QuotesInTsv_AreText()
    {
        using var file = new TemporaryFile("a.tsv", "phrase\tword\n\"big\tsize\n5\" pipe\tsize\n");

        Assert.Equal(
            ["\"big", "5\" pipe"],
            Lexicon.Read(file.Path).Rows.Select(row => row.Phrase),
            StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("\tsize\t\t\t\t", "phrase is empty")]
    [InlineData("big\t\t\t\t\t", "answer is empty")]
    [InlineData("big\tfar-too-long-far-too-long-far-too-long-far-too-long-far-too-long-\t\t\t\t", "65 characters")]
    [InlineData("big\tsize\u0007\t\t\t\t", "control character")]
    [InlineData("such\t-\tdegree\t\t\t", "'degree'")]
    [InlineData("big\tsize\t\tnoun\t\t", "'noun'")]
    [InlineData("big\tsize\t\t\t\tvalidation", "'validation'")]
    [InlineData("big\tsize", "2 column(s); expected 6")]
    [InlineData("big\tsize\t\t\t\t\t", "7 column(s); expected 6")]
    [InlineData("b\uFFFDg\tsize\t\t\t\t", "UTF-8")]
    public void Read_BadRow_IsListedWithItsLineAndTheRestIsUsed(string text, string reason)
    {
        using var file = new TemporaryFile(
            "a.tsv", $"phrase\tword\talso\tkind\tgroup\tsplit\nfishy\tsmell\t\t\t\t\n\n{text}\ncheap\tprice\t\t\t\t\n");

        var lexicon = Lexicon.Read(file.Path);

        var bad = Assert.Single(lexicon.BadRows);
        Assert.Equal((4, text), (bad.Line, bad.Text));
        Assert.Contains(reason, bad.Reason, StringComparison.Ordinal);
        Assert.Equal([2, 5], lexicon.Rows.Select(row => row.Line));
    }

    [Theory]
    [InlineData("\"big,size")]
    [InlineData("5\" pipe,size")]
    [InlineData("\"big\"ger,size")]
    [InlineData("a \"big\" one,size")]
    public void Read_MisplacedQuoteInCsv_CostsItsOwnRowOnly(string text)
    {
        using var file = new TemporaryFile("a.csv", $"phrase,word\nfishy,smell\n{text}\ncheap,price\nold,age\n");

        var lexicon = Lexicon.Read(file.Path);

        Assert.Equal(3, Assert.Single(lexicon.BadRows).Line);
        Assert.Equal([2, 4, 5], lexicon.Rows.Select(row => row.Line));
    }

    [Fact]
    public void Read_TwoUnclosedQuotes_KeepsTheRowsBetween()
    {
        using var file = new TemporaryFile("a.csv", "phrase,word\n\"fishy,smell\ncheap,price\nold,age\"\nbig,size\n");

        var lexicon = Lexicon.Read(file.Path);

        Assert.Equal([2, 4], lexicon.BadRows.Select(row => row.Line));
        Assert.Equal(["cheap", "big"], lexicon.Rows.Select(row => row.Phrase), StringComparer.Ordinal);
    }

    [Fact]
    public void Read_InvalidUtf8_IsABadRow()
    {
        using var file = new TemporaryFile("a.tsv", [.. "big\tsize\nna"u8, 0xEF, .. "ve\ttrust\ncheap\tprice\n"u8]);

        var lexicon = Lexicon.Read(file.Path);

        Assert.Equal(2, Assert.Single(lexicon.BadRows).Line);
        Assert.Equal(2, lexicon.Rows.Count);
    }

    [Theory]
    [InlineData("a.tsv", "", "no phrase with an answer")]
    [InlineData("a.tsv", "phrase\tword\n", "no phrase with an answer")]
    [InlineData("a.tsv", "phrase\tword\nsuch\t-\n", "1 without one")]
    [InlineData("a.tsv", "phrase\tword\nbig\t\n", "line 2: the answer is empty")]
    [InlineData("a.csv", "\"phrase,word\n", "line 1: a quote")]
    [InlineData("a.tsv", "phrase\tanswer\nbig\tsize\n", "no column 'word'")]
    [InlineData("a.tsv", "phrase\tword\tword\nbig\tsize\tsize\n", "2 times the column 'word'")]
    [InlineData("a.tsv", "one column\n", "1 column(s)")]
    [InlineData("a.csv", "a,b,c,d\n", "4 column(s)")]
    public void Read_FileThatCannotBeUsed_SaysWhyAndWhich(string name, string text, string reason)
    {
        using var file = new TemporaryFile(name, text);

        var e = Assert.Throws<InvalidDataException>(() => Lexicon.Read(file.Path));

        Assert.Contains(file.Path, e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AnyBytes_AccountsForEveryLineOrRefusesTheFile()
    {
        var line = Gen.OneOf(
            Gen.String[Gen.Char["ab'-\",;\t 1\0é"], 0, 12].Select(Encoding.UTF8.GetBytes),
            Gen.Byte.Where(value => value is not (10 or 13)).Array[0, 12]);
        Gen.Select(line.Array[0, 20], Gen.Bool).Sample(
            (lines, isCsv) =>
            {
                byte[] bytes = [.. "phrase\tword\n"u8, .. lines.SelectMany(text => text.Append((byte)'\n'))];
                using var file = new TemporaryFile(
                    isCsv ? "a.csv" : "a.tsv",
                    isCsv ? [.. bytes.Select(b => b == 9 ? (byte)',' : b)] : bytes);
                try
                {
                    var lexicon = Lexicon.Read(file.Path);
                    Assert.All(lexicon.Rows, row => Assert.True(row.Phrase.Length > 0 && row.Word.Length > 0));
                    int[] seen = [.. lexicon.Rows.Select(row => row.Line)
                        .Concat(lexicon.BadRows.Select(row => row.Line))
                        .Order()];
                    Assert.Equal(seen.Distinct(), seen);
                    if (!isCsv)
                    {
                        var blank = lines.Count(text => string.IsNullOrWhiteSpace(Encoding.UTF8.GetString(text)));
                        Assert.Equal(lines.Length - blank, seen.Length);
                    }
                }
                catch (InvalidDataException e)
                {
                    Assert.Contains("no phrase with an answer", e.Message, StringComparison.Ordinal);
                }
            },
            iter: 1_000);
    }

    [Theory]
    [InlineData("customer service")]
    [InlineData("COVID-19")]
    [InlineData("Größe")]
    [InlineData("5")]
    [InlineData("n/a")]
    [InlineData("##ness")]
    [InlineData("🎁 gift")]
    public void Read_AnyLabel_IsKeptAsItIsWritten(string label)
    {
        using var file = new TemporaryFile("a.tsv", $"phrase\tword\talso\nbig\t{label}\t{label}; Other Label\n");

        var row = Assert.Single(Lexicon.Read(file.Path).Rows);

        Assert.Equal(label, row.Word);
        Assert.Equal(["Other Label"], row.Also);
        Assert.True(row.Accepts("Other Label") && !row.Accepts("other label"));
    }

    [Theory]
    [InlineData("id,text,label\n1,big,size\n")]
    [InlineData("id,Text,LABEL,word,phrase\n1,big,size,x,y\n")]
    public void Read_ColumnsThatAreNamed_AreTheOnesRead(string text)
    {
        using var file = new TemporaryFile("a.csv", text);

        var row = Assert.Single(Lexicon.Read(file.Path, new ColumnNames("text", "label")).Rows);

        Assert.Equal(("big", "size"), (row.Phrase, row.Word));
    }

    [Fact]
    public void Read_NamedColumnThatIsMissing_SaysItAsTheUserDid()
    {
        using var file = new TemporaryFile("a.csv", "id,text,label\n1,big,size\n");

        var error = Assert.Throws<InvalidDataException>(
            () => Lexicon.Read(file.Path, new ColumnNames("Text", "category")));

        Assert.Contains("(id, Text, label) has no column 'category'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("phrase,word,definition\nzibble,noise,a faint hum\nbig,size,\n", null)]
    [InlineData("phrase,word,Meaning\nzibble,noise,a faint hum\nbig,size,\n", "meaning")]
    public void Read_DefinitionColumn_IsTheDefinitionOfThePhrase(string text, string? column)
    {
        using var file = new TemporaryFile("a.csv", text);

        var rows = Lexicon.Read(
            file.Path, column is null ? null : ColumnNames.Standard with { Definition = column }).Rows;

        Assert.Equal(["a faint hum", null], rows.Select(row => row.Definition));
        Assert.Equal("a faint hum", OwnDefinitions.Of(rows)!.Find("zibble"));
    }

    [Fact]
    public void Read_NamedDefinitionColumnThatIsMissing_SaysSo()
    {
        using var file = new TemporaryFile("a.csv", "phrase,word\nbig,size\n");

        var error = Assert.Throws<InvalidDataException>(
            () => Lexicon.Read(file.Path, ColumnNames.Standard with { Definition = "meaning" }));

        Assert.Contains("has no column 'meaning'", error.Message, StringComparison.Ordinal);
    }
}
