using System.Diagnostics;
using DavidBert.Training.Tests.Modeling;

namespace DavidBert.Training.Tests.Readme;

/// <summary>What the README tells a user to type works.</summary>
public sealed class ReadmeTests : IDisposable
{
    private static readonly string[] NeedHub = ["davidbert-train download"];
    private static readonly string[] NeedBase = ["davidbert-train default"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("davidbert-readme-");

    [Fact]
    public void Marks_CommandsThatNeedMoreThanTheRepository_AndNoOthers()
    {
        foreach (var command in ReadmeCommand.ReadAll())
        {
            var expected = StartsWithAny(command, NeedHub) ? "the hub"
                : StartsWithAny(command, NeedBase) ? "the base checkpoint and an hour"
                : "";
            Assert.True(
                string.Equals(expected, command.Mark, StringComparison.Ordinal),
                $"'{command.Text}' is marked '{command.Mark}'; expected '{expected}'.");
        }
    }

    [Fact]
    public void Commands_TypedOneAfterTheOther_AllSucceed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The README's commands are for a Linux shell.");
        Assert.SkipUnless(
            File.Exists(Path.Combine(Repository.Root, "models", "attributes", "model.json")), "The default bundle is not here.");
        Prepare();
        var commands = ReadmeCommand.ReadAll()
            .Where(c => c.Mark.Length == 0 && c.Text.Contains("davidbert", StringComparison.Ordinal)).ToArray();
        Assert.Contains(commands, c => c.Text.StartsWith("davidbert-train train", StringComparison.Ordinal));
        foreach (var command in commands)
        {
            var (code, output) = Run(command.Text);
            Assert.True(code == 0, $"'{command.Text}' ended with {code}:\n{output}");
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static bool StartsWithAny(ReadmeCommand command, string[] starts) =>
        starts.Any(s => command.Text.StartsWith(s, StringComparison.Ordinal));

    /// <summary>A folder with what the commands name, the two programs, and the tiny checkpoint as base.</summary>
    private void Prepare()
    {
        Copy(Path.Combine(Repository.Root, "examples"), "examples");
        Copy(TinyModel.Folder, "base");
        File.Copy(Repository.Vocabulary, Path.Combine(folder.FullName, "base", "vocab.txt"));
        Directory.CreateDirectory(Path.Combine(folder.FullName, "bin"));
        Program("davidbert", "DavidBert.Cli");
        Program("davidbert-train", "DavidBert.Training");
    }

    private void Copy(string source, string name)
    {
        var target = Directory.CreateDirectory(Path.Combine(folder.FullName, name));
        foreach (var file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(target.FullName, Path.GetFileName(file)));
        }
    }

    private void Program(string name, string project)
    {
        var framework = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!);
        var path = Path.Combine(Repository.Root, "src", project, "bin", configuration, framework, name);
        Assert.True(File.Exists(path), $"'{path}' is not built.");
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "bin", name), path);
    }

    private (int Code, string Output) Run(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", command])
        {
            UseShellExecute = false,
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["PATH"] = $"{Path.Combine(folder.FullName, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["DAVIDBERT_BASE_MODEL"] = Path.Combine(folder.FullName, "base");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
