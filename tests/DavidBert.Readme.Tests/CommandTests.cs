using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace DavidBert.Readme.Tests;

/// <summary>What the README tells a user to type works, and prints what the README shows.</summary>
public sealed partial class CommandTests
{
    private static readonly (string Start, string Mark)[] Marks =
    [
        ("davidbert-train download", "needs the hub"),
        ("davidbert-train default", "needs the base checkpoint and some hours"),
        ("davidbert publish", "needs Azurite"),
        ("davidbert models", "needs Azurite"),
        ("davidbert rollback", "needs Azurite"),
        ("davidbert serve --storage", "needs Azurite"),
        ("davidbert serve", ReadmeCommand.Serves),
    ];

    [Fact]
    public void Marks_CommandsThatNeedMoreThanTheRepository_AndNoOthers()
    {
        foreach (var command in ReadmeCommand.ReadAll())
        {
            var known = Marks.FirstOrDefault(mark => command.Text.StartsWith(mark.Start, StringComparison.Ordinal));
            var expected = known.Mark ?? "";
            Assert.True(
                string.Equals(expected, command.Mark, StringComparison.Ordinal),
                $"'{command.Text}' is marked '{command.Mark}'; expected '{expected}'.");
        }
    }

    [Fact]
    public async Task Commands_TypedOneAfterTheOther_PrintWhatIsShown()
    {
        await using var shell = new Shell();
        shell.Copy(Repository.At("examples"), "examples");
        shell.Copy(Repository.At("models", "attributes"), "models/attributes");
        shell.Copy(Repository.At("tests", "golden", "tiny"), "base");
        File.Copy(Repository.Vocabulary, shell.At("base/vocab.txt"), overwrite: true);
        shell.Set("DAVIDBERT_BASE_MODEL", shell.At("base"));
        var commands = ReadmeCommand.ReadAll().Where(command => command.Mark.Length == 0).ToArray();
        Assert.Contains(commands, command => command.Text.StartsWith("davidbert label", StringComparison.Ordinal));
        foreach (var command in commands)
        {
            if (Trains(command) && !IsLinuxX64)
            {
                continue;
            }

            var output = await shell.RequireAsync(command.Text);
            if (command.Output.Count > 0 && Refresh.IsOn)
            {
                var line = $"$ {command.Text}\n";
                Refresh.Replace(
                    Repository.Readme, line + string.Join('\n', command.Output), line + output.TrimEnd('\n'));
            }
            else if (command.Output.Count > 0)
            {
                Assert.Equal(string.Join('\n', command.Output.Select(Comparable)), Comparable(output.TrimEnd('\n')));
            }
        }
    }

    private static bool IsLinuxX64 =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private static bool Trains(ReadmeCommand command) =>
        command.Text.StartsWith("davidbert-train", StringComparison.Ordinal)
        || command.Text.Contains("--model artifacts/", StringComparison.Ordinal);

    /// <summary>Scores differ in their last digits from one type of processor to another.</summary>
    private static string Comparable(string output) => Scores().Replace(output, "0.…");

    [GeneratedRegex(@"\b0\.\d+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scores();
}
