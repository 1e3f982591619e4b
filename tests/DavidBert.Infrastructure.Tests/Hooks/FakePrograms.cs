using System.Text;

namespace DavidBert.Infrastructure.Tests.Hooks;

/// <summary>
/// Programs on PATH that stand for <c>az</c> and <c>dotnet</c>: they note how they were called and answer from a list.
/// </summary>
internal sealed class FakePrograms : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Writes a program; its script finds its own files in $HERE.</summary>
    public void Add(string name, string script)
    {
        var file = folder.File(name);
        File.WriteAllText(
            file,
            $"#!/bin/sh\nHERE='{folder.Path}'\necho \"$*\" >> \"$HERE/{name}.calls\"\n"
            + $"env >> \"$HERE/{name}.environment\"\n{script}\n",
            new UTF8Encoding(false));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Answers that the script function <c>answer KIND</c> takes one by one; the last one stays.</summary>
    public void Answers(string kind, params string[] lines)
        => File.WriteAllLines(folder.File(kind + ".answers"), lines);

    public string[] Calls(string name)
        => File.Exists(folder.File(name + ".calls")) ? File.ReadAllLines(folder.File(name + ".calls")) : [];

    public string Text(string file) => File.Exists(folder.File(file)) ? File.ReadAllText(folder.File(file)) : "";

    /// <summary>The shell function that takes the next answer.</summary>
    public const string Answer = """
        answer() {
          head -n 1 "$HERE/$1.answers"
          if [ "$(wc -l < "$HERE/$1.answers")" -gt 1 ]; then
            tail -n +2 "$HERE/$1.answers" > "$HERE/$1.rest" && mv "$HERE/$1.rest" "$HERE/$1.answers"
          fi
        }
        """;

    /// <summary>Runs a hook under its shell with these programs before all others.</summary>
    public Task<Command> RunAsync(string hook, string shell, int attempts) => Command.RunAsync(
        shell,
        shell is "pwsh" ? ["-NoProfile", "-File", Script(hook, ".ps1")] : [Script(hook, ".sh")],
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = folder.Path + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"),
            ["AZURE_SUBSCRIPTION_ID"] = "00000000-0000-0000-0000-000000000001",
            ["AZURE_RESOURCE_GROUP"] = "rg-test",
            ["AZURE_FUNCTION_APP"] = "davidbert-test",
            ["AZURE_EVENT_GRID_TOPIC_ID"] = "/subscriptions/1/topics/evgt-test",
            ["AZURE_STORAGE_BLOB_ENDPOINT"] = "https://sttest.blob.core.windows.net",
            ["SERVICE_API_URI"] = "https://davidbert-test.example",
            ["AZURE_STORAGE_ACCOUNT_ID"] = "/subscriptions/1/accounts/sttest",
            ["DAVIDBERT_DEAD_LETTERS"] = "dead-letters",
            ["DAVIDBERT_INBOX"] = "inbox",
            ["DAVIDBERT_LABEL_FUNCTION"] = "label-file",
            ["DAVIDBERT_HOOK_ATTEMPTS"] = $"{attempts}",
            ["DAVIDBERT_HOOK_PAUSE"] = "0",
        });

    public static void OrSkip(string shell)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-ins for az and dotnet are shell scripts.");
        Assert.SkipUnless(Command.IsInstalled(shell), $"{shell} is not installed.");
    }

    public void Dispose() => folder.Dispose();

    private static string Script(string hook, string extension) => Path.Combine(Repository.Hooks, hook + extension);
}
