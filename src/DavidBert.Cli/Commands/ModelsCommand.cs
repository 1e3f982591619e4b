using System.CommandLine;
using DavidBert.Cli.Output;

namespace DavidBert.Cli.Commands;

/// <summary><c>davidbert models</c>: the versions in the store.</summary>
internal static class ModelsCommand
{
    public const string Name = "models";

    private const string Storage = "--storage";

    public static readonly string[] Examples =
    [
        "davidbert models --storage https://myaccount.blob.core.windows.net",
        "davidbert models --storage UseDevelopmentStorage=true --format json",
    ];

    public static Command Create()
    {
        var storage = StorageOption.Create(Storage);
        var name = StorageOption.ModelName();
        var format = FormatOption.Create<VersionFormat>("Lines to read, or one JSON object a line.");
        var command = new Command(Name, "Lists a model's versions in the store, the newest first, and which of them is current.")
        {
            storage, name, format,
        };
        command.SetAction((result, cancellation) =>
            RunAsync(result.GetValue(storage), result.GetRequiredValue(name), result.GetValue(format), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? account, string name, VersionFormat format, CancellationToken cancellation)
    {
        var store = StorageOption.Open(Storage, account, name);
        var versions = await store.ListAsync(cancellation);
        await using var output = StandardOutput.Open();
        await using var writer = StandardOutput.Writer(output);
        await writer.WriteAsync(VersionList.Format(versions, format));
        await writer.FlushAsync(cancellation);
        if (versions.Count == 0)
        {
            StandardError.WriteLine($"davidbert: {store.Address} has no version of '{name}' yet; see 'davidbert publish --help'.");
        }

        return ExitCode.Success;
    }
}
