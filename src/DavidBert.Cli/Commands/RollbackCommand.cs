using System.CommandLine;
using DavidBert.Cli.Shell;

namespace DavidBert.Cli.Commands;

/// <summary><c>davidbert rollback</c>: another version becomes the current one.</summary>
internal static class RollbackCommand
{
    public const string Name = "rollback";

    private const string Storage = "--storage";

    public static readonly string[] Examples =
    [
        "davidbert rollback --storage https://myaccount.blob.core.windows.net",
        "davidbert rollback 1.0.0 --storage UseDevelopmentStorage=true",
    ];

    public static Command Create()
    {
        var version = new Argument<string?>("VERSION")
        {
            Description = "The version to go to. [default: the one published before the current one]",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var storage = StorageOption.Create(Storage);
        var name = StorageOption.ModelName();
        var command = new Command(Name, "Makes an earlier version of a model, or any other one in the store, the current one.")
        {
            version, storage, name,
        };
        command.SetAction((result, cancellation) =>
            RunAsync(result.GetValue(version), result.GetValue(storage), result.GetRequiredValue(name), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? version, string? account, string name, CancellationToken cancellation)
    {
        var store = StorageOption.Open(Storage, account, name);
        var pointer = await store.RollbackAsync(version, cancellation);
        await using var output = StandardOutput.Open();
        await using var writer = StandardOutput.Writer(output);
        await writer.WriteLineAsync($"{name} {pointer.Version} is the current version.");
        return ExitCode.Success;
    }
}
