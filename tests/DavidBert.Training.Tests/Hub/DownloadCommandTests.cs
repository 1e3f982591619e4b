using DavidBert.Training.Commands;

namespace DavidBert.Training.Tests.Hub;

public sealed class DownloadCommandTests
{
    [Theory]
    [InlineData("a b")]
    [InlineData("../a")]
    [InlineData("a/b", "--revision", "../main")]
    public void Parse_NameOrRevisionThatIsNone_SaysWhich(params string[] args)
    {
        var errors = DownloadCommand.Create().Parse(args).Errors;

        Assert.Contains($"'{args[^1]}'", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bert-base-uncased")]
    [InlineData("a/b", "--revision", "refs/pr/1", "--to", "here")]
    public void Parse_NameAndOptions_HasNoErrors(params string[] args) =>
        Assert.Empty(DownloadCommand.Create().Parse(args).Errors);
}
