using System.Diagnostics;
using System.Text;

namespace DavidBert.Cli.Tests;

/// <summary>The command line run as a process of its own, its streams as bytes of UTF-8.</summary>
internal sealed class DavidBertProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Process process;
    private readonly Task<string> error;

    private DavidBertProcess(Process process)
    {
        this.process = process;
        error = process.StandardError.ReadToEndAsync(Cancellation);
    }

    public Stream Input => process.StandardInput.BaseStream;

    public StreamReader Output => process.StandardOutput;

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Command => Path.Combine(AppContext.BaseDirectory, "DavidBert.Cli.dll");

    public static DavidBertProcess Start(string[] args, IReadOnlyDictionary<string, string>? environment = null) =>
        Start("dotnet", ["exec", Command, .. args], environment);

    /// <summary>Starts it as a POSIX shell does with a redirection behind the command.</summary>
    public static DavidBertProcess StartInShell(string redirection, string[] args) =>
        Start("/bin/sh", ["-c", $"exec dotnet exec \"$0\" \"$@\" {redirection}", Command, .. args]);

    /// <summary>
    /// Runs a script of a POSIX shell, to which <c>davidbert</c> is a command, and <c>$COMMAND</c> its path.
    /// </summary>
    public static async Task<Outcome> ShellAsync(string script, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var run = Start(
            "/bin/bash",
            ["-c", $"COMMAND='{Command}'; davidbert() {{ dotnet exec \"$COMMAND\" \"$@\"; }}\n{script}"],
            environment);
        return await run.EndAsync();
    }

    private static DavidBertProcess Start(
        string program,
        string[] args,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, args)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        return new DavidBertProcess(Process.Start(start)!);
    }

    /// <summary>Runs to the end with the given standard input.</summary>
    public static async Task<Outcome> RunAsync(
        string[] args,
        byte[]? input = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var run = Start(args, environment);
        var output = run.Output.ReadToEndAsync(Cancellation);
        try
        {
            await run.Input.WriteAsync(input ?? [], Cancellation);
        }
        catch (IOException)
        {
            // It has ended before it read all.
        }

        return await run.EndAsync(output);
    }

    public static Task<Outcome> RunAsync(string[] args, string input) => RunAsync(args, Encoding.UTF8.GetBytes(input));

    /// <summary>Closes standard input and waits for the end.</summary>
    public async Task<Outcome> EndAsync(Task<string>? output = null)
    {
        Input.Close();
        var rest = output ?? Output.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation).WaitAsync(Patience, Cancellation);
        return new Outcome(process.ExitCode, await rest, await error);
    }

    /// <summary>Ends the process where it is, if it has not ended.</summary>
    public void Kill() => process.Kill();

    /// <summary>Waits for the end with standard input left open.</summary>
    public async Task<int> WaitAsync()
    {
        await process.WaitForExitAsync(Cancellation).WaitAsync(Patience, Cancellation);
        return process.ExitCode;
    }

    public ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>How a run ended and what it wrote.</summary>
    internal sealed record Outcome(int ExitCode, string Output, string Error)
    {
        public string[] Lines => Output.Split('\n')[..^1];
    }
}
