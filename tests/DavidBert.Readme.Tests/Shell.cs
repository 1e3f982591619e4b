using System.Diagnostics;

namespace DavidBert.Readme.Tests;

/// <summary>A shell in an empty folder with the README's programs on its path.</summary>
internal sealed class Shell : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("davidbert-readme-");
    private readonly Dictionary<string, string> variables = new(StringComparer.Ordinal);

    public Shell()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The README's commands are for a Linux shell.");
        folder.CreateSubdirectory("bin");
        Program("davidbert", "DavidBert.Cli");
        Program("davidbert-train", "DavidBert.Training");
    }

    /// <summary>Copies a folder of the repository to where the README's commands name it.</summary>
    public void Copy(string source, string name)
    {
        var target = folder.CreateSubdirectory(name);
        foreach (var file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(target.FullName, Path.GetFileName(file)));
        }
    }

    /// <summary>Sets a variable of the environment.</summary>
    public void Set(string name, string value) => variables[name] = value;

    /// <summary>Writes a file.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Reads a file that a command wrote.</summary>
    public Task<string> ReadAsync(string name) =>
        File.ReadAllTextAsync(At(name), TestContext.Current.CancellationToken);

    /// <summary>A path in the shell's folder.</summary>
    public string At(string path) => Path.Combine(folder.FullName, path);

    /// <summary>Runs a command to its end with empty standard input.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(string command)
    {
        using var process = Start(command);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }

    /// <summary>Runs a command that must succeed.</summary>
    public async Task<string> RequireAsync(string command)
    {
        var (code, output, error) = await RunAsync(command);
        Assert.True(code == 0, $"'{command}' ended with {code}:\n{output}{error}");
        return output;
    }

    /// <summary>Starts a command.</summary>
    public Process Start(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", command])
        {
            UseShellExecute = false,
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["PATH"] = $"{At("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["NO_PROXY"] = "localhost,127.0.0.1";
        start.Environment["RunAnalyzers"] = "false"; // the build of these tests ran them on the same sources
        start.Environment["OMP_NUM_THREADS"] = "1"; // other tests need the cores
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private void Program(string name, string project)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Repository.At("src", project, "bin", output.Parent!.Name, output.Name, name);
        Assert.True(File.Exists(path), $"'{path}' is not built.");
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "bin", name), path);
    }
}
