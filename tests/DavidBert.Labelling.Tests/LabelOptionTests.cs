using DavidBert.Testing;

namespace DavidBert.Labelling.Tests;

/// <summary>
/// Options that are given as text: the same on the command line, in metadata, in settings and in the docs.
/// </summary>
public sealed class LabelOptionTests
{
    [Theory]
    [InlineData("top_k", "3")]
    [InlineData("TopK", " 3 ")]
    [InlineData("top-k", "3")]
    public void Read_NameInAnyForm_IsTheSameOption(string name, string value) =>
        Assert.Equal(3, Read(name, value).TopK);

    [Theory]
    [InlineData("minimum_score", "0,1")]
    [InlineData("minimum_score", "1,000")]
    [InlineData("minimum_score", "NaN")]
    [InlineData("minimum_score", "1.01")]
    [InlineData("minimum_score", "50%")]
    [InlineData("top_k", "1,0")]
    [InlineData("top_k", "1.0")]
    [InlineData("top_k", "101")]
    [InlineData("top_k", "0")]
    [InlineData("max_record", "257")]
    [InlineData("skip_rows", "-1")]
    [InlineData("separator", "ab")]
    [InlineData("separator", "a")]
    [InlineData("quote", "x")]
    [InlineData("encoding", "latin1")]
    [InlineData("format", "1")]
    [InlineData("header", "maybe")]
    [InlineData("line_end", "lfcr")]
    public void Read_ValueThatTheOptionDoesNotTake_SaysWhatIsExpected(string name, string value)
    {
        var e = Assert.Throws<LabelException>(() => Read(name, value));

        Assert.Equal("options", e.Code);
        Assert.Equal($"{name} is '{value}'; expected {LabelOption.Find(name)!.Expected}.", e.Message);
    }

    [Theory]
    [InlineData("format", "text", "csv, tsv, txt, json or jsonl; did you mean 'txt'?")]
    [InlineData("format", "CVS", "csv, tsv, txt, json or jsonl; did you mean 'csv'?")]
    [InlineData("encoding", "utf8", "windows-1252; did you mean 'utf-8'?")]
    [InlineData("encoding", "windows", "windows-1252; did you mean 'windows-1252'?")]
    public void Read_ValueThatIsNearlyOne_NamesIt(string name, string value, string expected) =>
        Assert.EndsWith(
            expected, Assert.Throws<LabelException>(() => Read(name, value)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_NumberOfAnotherCountry_IsNeverRead()
    {
        var before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = new System.Globalization.CultureInfo("de-DE");
            Assert.Equal(0.5, Read("minimum_score", "0.5").MinimumScore);
            Assert.Throws<LabelException>(() => Read("minimum_score", "0,5"));
        }
        catch (System.Globalization.CultureNotFoundException)
        {
            // Without globalization data there is only one culture.
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("colum", "column")]
    [InlineData("topk_", null)]
    [InlineData("minimum_scor", "minimum_score")]
    [InlineData("encodings", "encoding")]
    [InlineData("formats", "format")]
    [InlineData("quotes", "quote")]
    public void Read_MistypedName_IsRefusedEvenAmongOthers(string name, string? meant)
    {
        if (meant is null)
        {
            Assert.NotNull(LabelOption.Find(name));
            return;
        }

        var e = Assert.Throws<LabelException>(() => Read(name, "1", othersAreFree: true));
        Assert.Contains($"'{meant}'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("project")]
    [InlineData("davidbert_input")]
    [InlineData("hdi_isfolder")]
    public void Read_NameOfSomebodyElse_IsRefusedUnlessOthersAreFree(string name)
    {
        Assert.Equal(new LabelOptions(), Read(name, "1", othersAreFree: true));
        var e = Assert.Throws<LabelException>(() => Read(name, "1"));
        Assert.Contains("top_k", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EmptyValue_CountsAsNotGiven() => Assert.Equal(new LabelOptions(), Read("column", "  "));

    [Theory]
    [InlineData("\t", '\t')]
    [InlineData("tab", '\t')]
    [InlineData("\\t", '\t')]
    [InlineData(";", ';')]
    public void Read_Separator_MayBeNamed(string value, char separator) =>
        Assert.Equal(separator, Read("separator", value).Separator);

    /// <summary>The page's table of metadata lists every option, and each value that it shows can be given.</summary>
    [Fact]
    public void FilesPage_Options_AreThoseThatAreRead()
    {
        var page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "files.md"));
        var rows = page.SkipWhile(line => !line.StartsWith("| metadata", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|')).Select(line => line.Split('|'));
        var documented = new List<string>();
        foreach (var row in rows)
        {
            string[] names = [.. Code(row[1])];
            documented.AddRange(names);
            var isQuote = names.Contains("quote", StringComparer.Ordinal);
            foreach (var value in Code(row[2]).Where(value => isQuote || value is not "'"))
            {
                Assert.All(names, name => Read(name, value));
            }
        }

        Assert.Equal(LabelOption.All.Select(option => option.Name).Order(), documented.Order());
    }

    [Fact]
    public void FilesPage_Choices_AreAllThere()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "files.md"));
        Assert.All(
            LabelOption.All.SelectMany(option => option.Choices),
            choice => Assert.Contains($"`{choice}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void FilesPage_Reasons_AreAllThere()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "files.md"));
        string[] codes = [.. typeof(TableError).GetFields().Select(field => (string)field.GetRawConstantValue()!)];

        Assert.NotEmpty(codes);
        Assert.All(codes, code => Assert.Contains($"`{code}`", page, StringComparison.Ordinal));
    }

    private static LabelOptions Read(string name, string value, bool othersAreFree = false) =>
        LabelOption.Read([new(name, value)], new LabelOptions(), othersAreFree);

    /// <summary>What stands between backticks.</summary>
    private static IEnumerable<string> Code(string text) => text.Split('`').Where((_, i) => i % 2 == 1);
}
