using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DavidBert.Testing;

namespace DavidBert.Cli.Tests;

/// <summary>A service, and another user of its machine who wants a model of his own to answer.</summary>
public sealed class SharedMachineTests(Azurite azurite) : IDisposable
{
    private const string SetPrivileges = "/usr/bin/setpriv";
    private const string OtherUser = "65534";
    private const UnixFileMode OpenToAll = (UnixFileMode)0b1_111_111_111; // and sticky, as /tmp

    /// <summary>
    /// Takes the usual folder's name, with the genuine bundle and a graph of his own in it, and keeps writing that
    /// graph over every one that he can reach.
    /// </summary>
    private const string Attack =
        """
        entry="$TMPDIR/davidbert-root/models/$HASH"
        mkdir -p "$entry" && cp "$GENUINE"/* "$entry" && cp "$FORGED" "$entry/model.onnx"
        touch "$entry.lock" && chmod -R 777 "$TMPDIR/davidbert-root" && echo ready
        while :; do
          for graph in $(find "$TMPDIR" -name model.onnx 2> /dev/null); do cp "$FORGED" "$graph" 2> /dev/null; done
        done
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("davidbert-shared-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_AnotherUserSwapsTheModel_AnswersByTheGenuineOne()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.UserName is "root" && File.Exists(SetPrivileges),
            "Only root can be two users.");
        using var genuine = new VersionBundle("1.0.0");
        using var newer = new VersionBundle("1.1.0", "value");
        using var forged = new VersionBundle("1.0.0", "color");
        var account = await azurite.NewAccountAsync();
        await PublishAsync(account, genuine);
        using var attacker = await AttackAsync(genuine, forged);
        await using var service = DavidBertProcess.Start(
            ["serve", "--port", "0"], new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DavidBert__Storage"] = account.ConnectionString,
                ["DavidBert__Model__Name"] = "test",
                ["DavidBert__Model__PollSeconds"] = "1",
                ["DavidBert__Cache__Bytes"] = "0",
                ["DavidBert__RateLimit__PerMinute"] = "0",
                ["TMPDIR"] = folder.FullName,
            });
        var page = (await service.Output.ReadLineAsync(Cancellation))!;
        using var client = new HttpClient { BaseAddress = new Uri(page.Split(' ')[0]) };

        await AssertAnswersAsync(client, genuine);
        await PublishAsync(account, newer);
        await AssertAnswersAsync(client, newer);
        attacker.Kill(entireProcessTree: true);
        var own = Assert.Single(
            folder.GetDirectories("davidbert-*"), found => !string.Equals(found.Name, "davidbert-root"));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, own.UnixFileMode);
        Assert.Equal(newer.Sha256, Sha256Of(Path.Combine(own.FullName, "models", newer.Sha256, "model.json")));
    }

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>Waits until a version answers, and asks it again and again.</summary>
    private static async Task AssertAnswersAsync(HttpClient client, VersionBundle version)
    {
        for (var asked = 0; asked < 50;)
        {
            using var answer = await client.GetAsync(
                new Uri("/api/predict?text=large", UriKind.Relative), Cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                continue; // no model yet
            }

            var told = await answer.Content.ReadFromJsonAsync<JsonNode>(Cancellation);
            if (string.Equals((string?)told!["model"]!["version"], version.Version, StringComparison.Ordinal))
            {
                Assert.Equal(version.Word, (string?)told["answer"]!["word"]);
                asked++;
            }
        }

        var model = await client.GetFromJsonAsync<JsonNode>(new Uri("/api/model", UriKind.Relative), Cancellation);
        Assert.Equal(version.Sha256, (string?)model!["hash"]);
    }

    private static async Task PublishAsync(AzuriteAccount account, VersionBundle bundle)
    {
        var run = await DavidBertProcess.RunAsync(
            ["publish", bundle.Folder, "--to", account.ConnectionString]);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    private static string Sha256Of(string path) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));

    private async Task<Process> AttackAsync(VersionBundle genuine, VersionBundle forged)
    {
        if (!OperatingSystem.IsWindows())
        {
            folder.UnixFileMode = OpenToAll;
        }

        var seen = Directory.CreateDirectory(Path.Combine(folder.FullName, "seen"));
        foreach (var file in Directory.GetFiles(genuine.Folder))
        {
            File.Copy(file, Path.Combine(seen.FullName, Path.GetFileName(file)));
        }

        var graph = Path.Combine(folder.FullName, "forged.onnx");
        File.Copy(forged.PathOf("model.onnx"), graph);
        var start = new ProcessStartInfo(
            SetPrivileges,
            ["--reuid", OtherUser, "--regid", OtherUser, "--clear-groups", "/bin/sh", "-c", Attack])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment["TMPDIR"] = folder.FullName;
        start.Environment["HASH"] = genuine.Sha256;
        start.Environment["GENUINE"] = seen.FullName;
        start.Environment["FORGED"] = graph;
        var attacker = Process.Start(start)!;
        Assert.Equal("ready", await attacker.StandardOutput.ReadLineAsync(Cancellation));
        return attacker;
    }
}
