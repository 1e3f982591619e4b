using System.CommandLine;
using System.Diagnostics;
using DavidBert.Training.Commands;
using DavidBert.Training.Tests.Checkpoints;

namespace DavidBert.Training.Tests.Commands;

/// <summary>What a user of the program sees before anything is trained.</summary>
public sealed class UsageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Run_MissingFile_SaysSoInTwoLinesWithoutTheHelp()
    {
        var (code, output, error) = await RunAsync("train", "missing.tsv", "-o", folder["out"]);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("missing.tsv", error, StringComparison.Ordinal);
        Assert.Equal(2, error.TrimEnd().Split('\n').Length);
        Assert.EndsWith("See 'davidbert-train train --help'.", error.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_HelpOfTrain_NamesChoicesAsTheyAreTyped()
    {
        var (code, output, _) = await RunAsync("train", "--help");

        Assert.Equal(0, code);
        Assert.Contains("pooler|first_token|mean", output, StringComparison.Ordinal);
        Assert.DoesNotContain("FirstToken", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--output")]
    [InlineData("--answers")]
    public async Task Evaluate_PlaceThatCannotBeMade_IsToldBeforeAnythingIsMeasured(string option)
    {
        var pairs = folder.Write("pairs.tsv", "phrase\tword\nlarge\tsize\n"u8.ToArray());

        var (code, output, error) = await RunAsync(
            "evaluate", Repository.DefaultBundle, pairs, option, Path.Combine(pairs, "new", "report"));

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(pairs, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Parse_NumberThatCannotBe_IsRefusedByEveryOptionThatTakesOne()
    {
        var root = TrainingCommandLine.Create();
        var options = root.Subcommands.SelectMany(command => command.Options.Select(option => (command, option)))
            .Where(one => Nullable.GetUnderlyingType(one.option.ValueType) is var type
                && (type ?? one.option.ValueType) is var number && (number == typeof(int) || number == typeof(double)))
            .ToArray();
        Assert.Contains(options, one => one.option.Name is "--threads");
        foreach (var (command, option) in options)
        {
            foreach (var value in (string[])["-1", "2147483648", "nan", "1e9", "0,5", "many", ""])
            {
                var parsed = root.Parse([command.Name, option.Name, value]);

                Assert.True(
                    parsed.Errors.Any(error => error.Message.Contains(option.Name, StringComparison.Ordinal)),
                    $"{command.Name} {option.Name} {value}: {string.Join(' ', parsed.Errors)}");
            }
        }
    }

    [Fact]
    public async Task Run_FailureThatNobodyForesaw_IsToldInOneLine()
    {
        var root = new RootCommand();
        root.SetAction(int (_) => throw new NotSupportedException("No such thing.\n  at somewhere"));
        var usual = Console.Error;
        using var error = new StringWriter();
        Console.SetError(error);
        int code;
        try
        {
            code = await Invocation.RunAsync(root, []);
        }
        finally
        {
            Console.SetError(usual);
        }

        Assert.Equal(2, code);
        Assert.Equal(
            "davidbert-train: this should not happen: NotSupportedException: No such thing. Please report it with what "
            + $"you ran; DAVIDBERT_VERBOSE=1 shows where it arose.{Environment.NewLine}",
            error.ToString());
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "davidbert-train"), args)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }
}
