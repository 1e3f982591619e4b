using System.CommandLine;
using DavidBert.Cli.Shell;

namespace DavidBert.Cli.Commands;

/// <summary><c>davidbert rollback</c>: another version becomes the current one.</summary>
internal static class RollbackCommand
{
    public static ExampledCommand Create()
    {
        var version = new Argument<string?>("VERSION")
        {
            Description = "The version to go to. [default: the one published before the current one]",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var storage = new StorageOptions();
        var name = StorageOptions.ModelName();
        var command = new ExampledCommand(
            "rollback",
            "Makes an earlier version of a model, or any other one in the store, the current one.",
            [
                "davidbert rollback --storage https://myaccount.blob.core.windows.net",
                "davidbert rollback 1.0.0 --storage UseDevelopmentStorage=true",
            ])
        {
            version, storage.Account, storage.File, name,
        };
        command.SetAction((result, cancellation) => RunAsync(
            result.GetValue(version), storage.Read(result), result.GetRequiredValue(name), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string? version, string? account, string name, CancellationToken cancellation)
    {
        var store = StorageOptions.Open(account, name);
        await using var output = StandardOutput.Open(); // first: what is done must not go untold
        await using var writer = StandardOutput.Writer(output);
        var pointer = await store.RollbackAsync(version, cancellation);
        await writer.WriteLineAsync($"{name} {pointer.Version} is the current version.");
        return ExitCode.Success;
    }
}
