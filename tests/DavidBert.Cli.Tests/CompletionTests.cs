namespace DavidBert.Cli.Tests;

/// <summary>What a shell is offered, and what is said of a name that is nearly one.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("davidbert pre", "predict")]
    [InlineData("davidbert ", "completion health info label models predict publish rollback serve tokenize words")]
    [InlineData("davidbert label --fo", "--force --format")]
    [InlineData("davidbert label --format ", "csv json jsonl tsv txt")]
    [InlineData("davidbert label a.csv --encoding utf-16", "utf-16 utf-16be")]
    [InlineData("davidbert predict --format j", "json")]
    [InlineData("davidbert completion ", "bash fish pwsh zsh")]
    [InlineData("davidbert label ", "")]
    [InlineData("davidbert label a", "")]
    [InlineData("davidbert \"predict", "")]
    public async Task Complete_BeginningOfALine_OffersWhatMayFollow(string line, string expected)
    {
        var run = await DavidBertProcess.RunAsync(["complete", $"{line.Length}", line]);

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.Equal(expected, string.Join(' ', run.Lines));
    }

    [Theory]
    [InlineData("davidbert label --fo", 2, "--force --format")]
    [InlineData("davidbert pre", 1, "predict")]
    public async Task Completion_Bash_CompletesInTheShell(string line, int word, string expected)
    {
        var run = await DavidBertProcess.ShellAsync(
            $$"""
            source <(davidbert completion bash)
            COMP_LINE='{{line}}'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=($COMP_LINE); COMP_CWORD={{word}}
            _davidbert; echo "${COMPREPLY[@]}"
            """);

        Assert.Equal($"{expected}\n", run.Output);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _davidbert davidbert")]
    [InlineData("zsh", "#compdef davidbert")]
    [InlineData("fish", "complete --command davidbert")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName davidbert")]
    public async Task Completion_Shell_PrintsItsScript(string shell, string part)
    {
        var run = await DavidBertProcess.RunAsync(["completion", shell]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(part, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("predcit", "there is no command 'predcit'; did you mean 'predict'?")]
    [InlineData("pred", "there is no command 'pred'; did you mean 'predict'?")]
    [InlineData("serve --prot=1", "there is no option '--prot'; did you mean '--port'?")]
    [InlineData("label --colum x", "there is no option '--colum'; did you mean '--column'?")]
    [InlineData("predict --format jsn", "--format is 'jsn'; expected text, json or csv; did you mean 'json'?")]
    [InlineData("label --encoding utf8", "utf-16be or windows-1252; did you mean 'utf-8'?")]
    [InlineData("zzzzzz", "there is no command 'zzzzzz'.")]
    [InlineData("complet", "there is no command 'complet'; did you mean 'completion'?")]
    public async Task AnyCommand_NameThatIsNearlyOne_NamesIt(string line, string expected)
    {
        var run = await DavidBertProcess.RunAsync(line.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }
}
