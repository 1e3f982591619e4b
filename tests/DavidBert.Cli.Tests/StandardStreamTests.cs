using DavidBert.Testing;

namespace DavidBert.Cli.Tests;

/// <summary>Each command with each of the three standard streams closed, full or left by its reader.</summary>
public sealed class StandardStreamTests(Azurite azurite) : LabelFolder
{
    private const string Input = "phrase\nfishy\n漢\n";

    /// <summary>Commands, whether they read standard input, and whether they write standard output.</summary>
    private static readonly (string Command, bool Reads, bool Writes)[] Commands =
    [
        ("predict fishy --model $MODEL", false, true),
        ("predict --model $MODEL", true, true),
        ("label a.csv -o out.csv --force --model $MODEL", false, false),
        ("label a.csv -o - --model $MODEL", false, true),
        ("label --model $MODEL", true, true),
        ("label - -o out.csv --force --model $MODEL", true, false),
        ("label typo.csv --model $MODEL", false, false),
        ("tokenize fishy --model $MODEL", false, true),
        ("tokenize --model $MODEL", true, true),
        ("info --model $MODEL", false, true),
        ("predict --model nowhere", false, false),
        ("models --topk", false, false),
        ("models --storage nonsense", false, false),
        ("--help", false, true),
        ("label --help", false, true),
        ("--version", false, true),
    ];

    [Theory]
    [InlineData("<&-", "standard input is closed", null)]
    [InlineData("</", "directory", null)]
    [InlineData(">&-", null, "standard output is closed")]
    [InlineData(">/dev/full", null, "standard output cannot be written: No space left on device")]
    [InlineData("2>&-", null, null)]
    [InlineData("2>/dev/full", null, null)]
    [InlineData("2> >(exec true)", null, null)]
    public async Task AnyCommand_StreamThatCannotBeUsed_IsToldOnlyIfItIsNeeded(string redirection, string? input, string? output)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full on this system.");
        Write("a.csv", Input);
        Write("typo.csv", "x,y\n1,2\n");
        foreach (var (command, reads, writes) in Commands)
        {
            var usual = await RunAsync(command, string.Empty);
            var run = await RunAsync(command, redirection);

            if ((reads ? input : null) is { } unread)
            {
                Assert.True(run.ExitCode == 2 && run.Error.Contains(unread, StringComparison.OrdinalIgnoreCase), Told(command, run));
            }
            else if ((writes ? output : null) is { } unwritten)
            {
                Assert.True(run.ExitCode == 2 && run.Error.Contains(unwritten, StringComparison.Ordinal), Told(command, run));
            }
            else
            {
                Assert.True((run.ExitCode, run.Output) == (usual.ExitCode, usual.Output), Told(command, run));
            }
        }
    }

    [Fact]
    public async Task AnyCommand_ReaderOfStandardOutputThatHasGone_EndsQuietlyWith0()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A POSIX shell makes the pipe.");
        Write("a.csv", Input);
        foreach (var (command, _, _) in Commands.Where(command => command.Writes))
        {
            var run = await ShellAsync($"{{ sleep 0.1; echo '{Input}' | davidbert {command}; echo $? >code; }} | exec true; cat code");

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
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full on this system.");
        var port = FreePort();
        var run = await ShellAsync($$"""
            exec 3>&1
            { davidbert serve --port {{port}} --model $MODEL {{redirection}} & } 3>&-
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
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full on this system.");
        var account = await azurite.NewAccountAsync();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["DAVIDBERT_STORAGE"] = account.ConnectionString };
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

    private static string Told(string command, DavidBertProcess.Outcome run) =>
        $"'{command}' ended with {run.ExitCode}, said '{run.Error}', wrote '{run.Output}'.";

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Task<DavidBertProcess.Outcome> RunAsync(string command, string redirection) =>
        ShellAsync(redirection.StartsWith('<')
            ? $"davidbert {command} {redirection}"
            : $"printf '{Input.Replace("\n", "\\n", StringComparison.Ordinal)}' | davidbert {command} {redirection}");

    private Task<DavidBertProcess.Outcome> ShellAsync(string script) =>
        DavidBertProcess.ShellAsync($"set -o pipefail; cd '{PathOf("")}'; MODEL='{Model}'; {script}");
}
