using System.Net;
using System.Net.Sockets;
using DavidBert.Testing;

namespace DavidBert.Cli.Tests;

/// <summary>Each command with each of the three standard streams closed, full or left by its reader.</summary>
public sealed class StandardStreamTests(Azurite azurite) : LabelFolder
{
    private static readonly string[] Reading
        = ["predict --model $MODEL", "label --model $MODEL", "tokenize --model $MODEL"];

    private static readonly string[] Writing =
    [
        "predict fishy --model $MODEL",
        "label a.csv -o - --model $MODEL",
        "tokenize fishy --model $MODEL",
        "info --model $MODEL",
        "label --help",
        "--version",
        "completion bash",
        "complete 13 'davidbert pre'",
    ];

    private static readonly string[] Silent =
    [
        "label a.csv -o out.csv --force --model $MODEL",
        "label typo.csv --model $MODEL",
        "predict --model nowhere",
        "models --topk",
        "predcit",
        "health --port 1",
        "models --storage nonsense",
    ];

    [Theory]
    [InlineData("<&-", "standard input is closed")]
    [InlineData("</", "standard input cannot be read: Is a directory")]
    public async Task AnyCommand_StandardInputThatCannotBeRead_IsToldOnlyIfItIsNeeded(string redirection, string reason)
    {
        WriteTables();
        foreach (var command in Reading)
        {
            AssertUnusable(command, await ShellAsync($"davidbert {command} {redirection}"), reason);
        }

        foreach (var command in (string[])[Writing[0], Writing[1], Silent[0]])
        {
            var run = await ShellAsync($"davidbert {command} {redirection}");
            Assert.True(run.ExitCode is 0 or 1, Told(command, run));
        }
    }

    [Theory]
    [InlineData(">&-", "standard output is closed")]
    [InlineData(">/dev/full", "standard output cannot be written: No space left on device")]
    public async Task AnyCommand_StandardOutputThatCannotBeWritten_IsToldOnlyIfItIsNeeded(
        string redirection,
        string reason)
    {
        WriteTables();
        foreach (var command in (string[])[.. Writing, .. Reading])
        {
            AssertUnusable(command, await ShellAsync($"printf 'fishy\\n' | davidbert {command} {redirection}"), reason);
        }

        var labelled = await ShellAsync($"davidbert {Silent[0]} {redirection}");
        Assert.True(labelled.ExitCode == 1, Told(Silent[0], labelled));
    }

    [Fact]
    public async Task AnyCommand_StandardErrorThatCannotBeWritten_DoesWhatItDoesElse()
    {
        WriteTables();
        foreach (var command in (string[])[.. Writing, .. Reading, .. Silent])
        {
            var usual = await RunAsync(string.Empty);
            foreach (var redirection in (string[])["2>&-", "2>/dev/full", "2> >(exec true)"])
            {
                var run = await RunAsync(redirection);
                Assert.True(
                    (run.ExitCode, run.Output) == (usual.ExitCode, usual
                        .Output), $"{redirection} {Told(command, run)}");
            }

            Task<DavidBertProcess.Outcome> RunAsync(string redirection) =>
                ShellAsync($"printf 'phrase\\nfishy\\n\\n' | davidbert {command} {redirection}");
        }
    }

    [Fact]
    public async Task AnyCommand_ReaderOfStandardOutputThatHasGone_EndsQuietlyWith0()
    {
        WriteTables();
        foreach (var command in (string[])[.. Writing, .. Reading])
        {
            var run = await ShellAsync(
                $"{{ printf 'fishy\\n' | davidbert {command}; echo $? >code; }} | exec true; cat code");

            Assert.True((run.Output, run.Error) == ("0\n", string.Empty), Told(command, run));
        }
    }

    [Theory]
    [InlineData("<&-")]
    [InlineData(">&-")]
    [InlineData(">/dev/full")]
    [InlineData("> >(exec true)")]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    [InlineData("2> >(exec true)")]
    public async Task Serve_StreamThatCannotBeUsed_AnswersAllTheSame(string redirection)
    {
        WriteTables();
        var port = FreePort();
        var run = await ShellAsync($$"""
            exec 3>&1
            (exec dotnet exec "$COMMAND" serve --port {{port}} --model $MODEL {{redirection}}) 3>&- &
            for i in $(seq 600); do
              curl -sf "http://127.0.0.1:{{port}}/api/predict?text=fishy" >&3 && break; sleep 0.1
            done
            kill -TERM $!; wait $!; echo " $?" >&3
            """);

        Assert.Contains("\"word\":\"smell\"", run.Output, StringComparison.Ordinal);
        Assert.EndsWith(" 0\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(">&-", 2)]
    [InlineData("2>&-", 0)]
    [InlineData("<&-", 0)]
    [InlineData("2>/dev/full", 0)]
    public async Task StoreCommands_StreamThatCannotBeUsed_ActOnlyIfTheyCanTell(string redirection, int code)
    {
        WriteTables();
        var account = await azurite.NewAccountAsync();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DAVIDBERT_STORAGE"] = account.ConnectionString
        };
        var run = await DavidBertProcess.ShellAsync(
            $"""
            davidbert publish '{Model}' {redirection}; echo $?
            davidbert models --name test | wc -l
            davidbert publish '{Model}' >/dev/null
            davidbert models --name test {redirection} | cat >/dev/null; echo $PIPESTATUS
            davidbert rollback 1.2.3 --name test {redirection}; echo $?
            """,
            environment);

        string[] numbers = [.. run.Lines.Where(line => line.Length <= 2).Select(line => line.Trim())];
        Assert.Equal<string[]>([$"{code}", code == 0 ? "1" : "0", $"{code}", $"{code}"], numbers);
    }

    [Fact]
    public async Task Predict_FailureWhileTheModelLoads_NeverCrashesAtTheEnd()
    {
        WriteTables();
        var run = await ShellAsync(
            "for i in $(seq 30); do davidbert predict --model nowhere fishy; echo $?; done | sort | uniq -c");

        Assert.Equal("     30 2\n", run.Output);
    }

    private static string Told(string command, DavidBertProcess.Outcome run) =>
        $"'{command}' ended with {run.ExitCode}, said '{run.Error}', wrote '{run.Output}'.";

    private static void AssertUnusable(string command, DavidBertProcess.Outcome run, string reason) => Assert.True(
        (run.ExitCode, run.Output) == (2, string.Empty) && run.Error.Contains(reason, StringComparison.Ordinal),
        Told(command, run));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void WriteTables()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full on this system.");
        Write("a.csv", "phrase\nfishy\n漢\n");
        Write("typo.csv", "x,y\n1,2\n");
    }

    private Task<DavidBertProcess.Outcome> ShellAsync(string script) =>
        DavidBertProcess.ShellAsync($"set -o pipefail; cd '{PathOf("")}'; MODEL='{Model}'; {script}");
}
