namespace DavidBert.Infrastructure.Tests.Hooks;

/// <summary>The hook that publishes the default bundle, run with a stand-in for <c>dotnet</c>.</summary>
public sealed class PublishHookTests
{
    private const string Dotnet = FakePrograms.Answer + """

        case "$1" in run) [ "$(answer run)" = done ] ;; esac
        """;

    [Theory]
    [InlineData("sh")]
    [InlineData("pwsh")]
    public async Task Publish_WhileTheRoleDoesNotHold_TriesAgain(string shell)
    {
        FakePrograms.OrSkip(shell);
        using var programs = new FakePrograms();
        programs.Add("dotnet", Dotnet);
        programs.Answers("run", "denied", "denied", "done");

        var hook = await programs.RunAsync("publish", shell, attempts: 5);

        Assert.True(hook.ExitCode == 0, hook.Output + hook.Error);
        var calls = programs.Calls("dotnet");
        Assert.StartsWith("build ", calls[0], StringComparison.Ordinal);
        Assert.Equal(4, calls.Length);
        Assert.All(calls.Skip(1), call => Assert.EndsWith(
            "src/DavidBert.Cli -- publish models/attributes --to https://sttest.blob.core.windows.net",
            call,
            StringComparison.Ordinal));
        Assert.Contains(
            "AZURE_TOKEN_CREDENTIALS=AzureDeveloperCliCredential",
            programs.Text("dotnet.environment"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sh")]
    [InlineData("pwsh")]
    public async Task Publish_NeverAllowed_FailsAndSaysWhatToDo(string shell)
    {
        FakePrograms.OrSkip(shell);
        using var programs = new FakePrograms();
        programs.Add("dotnet", Dotnet);
        programs.Answers("run", "denied");

        var hook = await programs.RunAsync("publish", shell, attempts: 3);

        Assert.NotEqual(0, hook.ExitCode);
        Assert.Equal(4, programs.Calls("dotnet").Length);
        Assert.Contains("azd hooks run postprovision", hook.Error, StringComparison.Ordinal);
    }
}
