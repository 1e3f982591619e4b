using System.Text.Json.Nodes;

namespace DavidBert.Infrastructure.Tests.Hooks;

/// <summary>The hook that subscribes the app to new files, run with a stand-in for <c>az</c>.</summary>
public sealed class SubscribeHookTests
{
    private const string Key = "Ab+c/d_e-f==";
    private const string EscapedKey = "Ab%2Bc%2Fd_e-f%3D%3D";

    private const string Az = FakePrograms.Answer + """

        case "$*" in
          *"keys list"*) answer key ;;
          *"--method put"*) cat > "$HERE/body.json" ;;
          *"--method get"*) answer state ;;
        esac
        """;

    [Theory]
    [InlineData("sh")]
    [InlineData("pwsh")]
    public async Task Subscribe_KeyAndStateComeLate_CreatesTheSubscriptionToInbox(string shell)
    {
        FakePrograms.OrSkip(shell);
        using var programs = new FakePrograms();
        programs.Add("az", Az);
        programs.Answers("key", "", Key);
        programs.Answers("state", "Creating", "Succeeded");

        var hook = await programs.RunAsync("subscribe", shell, attempts: 5);

        Assert.True(hook.ExitCode == 0, hook.Output + hook.Error);
        var put = Assert.Single(programs.Calls("az"), call => call.Contains("--method put", StringComparison.Ordinal));
        Assert.Contains(
            "/subscriptions/1/topics/evgt-test/eventSubscriptions/inbox?api-version=",
            put,
            StringComparison.Ordinal);
        var properties = JsonNode.Parse(programs.Text("body.json"))!["properties"]!;
        Assert.Equal(
            "https://davidbert-test.example/runtime/webhooks/blobs"
            + $"?functionName=Host.Functions.label-file&code={EscapedKey}",
            (string?)properties["destination"]!["properties"]!["endpointUrl"]);
        var dead = properties["deadLetterWithResourceIdentity"]!;
        Assert.Equal("SystemAssigned", (string?)dead["identity"]!["type"]);
        Assert.Equal(
            ("/subscriptions/1/accounts/sttest", "dead-letters"),
            ((string?)dead["deadLetterDestination"]!["properties"]!["resourceId"],
                (string?)dead["deadLetterDestination"]!["properties"]!["blobContainerName"]));
        Assert.Equal(
            "/blobServices/default/containers/inbox/blobs/",
            (string?)properties["filter"]!["subjectBeginsWith"]);
        Assert.Equal(
            "Microsoft.Storage.BlobCreated", (string?)Assert.Single(
                properties["filter"]!["includedEventTypes"]!.AsArray()));
    }

    [Theory]
    [InlineData("sh")]
    [InlineData("pwsh")]
    public async Task Subscribe_Always_KeepsTheKeyOutOfArgumentsEnvironmentAndOutput(string shell)
    {
        FakePrograms.OrSkip(shell);
        using var programs = new FakePrograms();
        programs.Add("az", Az);
        programs.Answers("key", Key);
        programs.Answers("state", "Succeeded");

        var hook = await programs.RunAsync("subscribe", shell, attempts: 2);

        Assert.Equal(0, hook.ExitCode);
        Assert.Contains(EscapedKey, programs.Text("body.json"), StringComparison.Ordinal);
        foreach (var text in new[] {
            programs.Text("az.calls"),
            programs.Text("az.environment"),
            hook.Output,
            hook.Error })
        {
            Assert.DoesNotContain(Key, text, StringComparison.Ordinal);
            Assert.DoesNotContain(EscapedKey, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("sh")]
    [InlineData("pwsh")]
    public async Task Subscribe_WebhookNotValidatedAtFirst_CreatesAgain(string shell)
    {
        FakePrograms.OrSkip(shell);
        using var programs = new FakePrograms();
        programs.Add("az", Az);
        programs.Answers("key", Key);
        programs.Answers("state", "Failed", "Failed", "Succeeded");

        var hook = await programs.RunAsync("subscribe", shell, attempts: 3);

        Assert.Equal(0, hook.ExitCode);
        Assert.Equal(2, programs.Calls("az").Count(call => call.Contains("--method put", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("sh")]
    [InlineData("pwsh")]
    public async Task Subscribe_AppWithoutKey_FailsAndSaysWhatToDo(string shell)
    {
        FakePrograms.OrSkip(shell);
        using var programs = new FakePrograms();
        programs.Add("az", Az);
        programs.Answers("key", "");

        var hook = await programs.RunAsync("subscribe", shell, attempts: 2);

        Assert.NotEqual(0, hook.ExitCode);
        Assert.Contains("azd hooks run postdeploy", hook.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(programs.Calls("az"), call => call.Contains("--method put", StringComparison.Ordinal));
    }
}
