using System.CommandLine;
using DavidBert.Bundles;
using DavidBert.Cli.Shell;
using DavidBert.Serving.Models;

namespace DavidBert.Cli.Commands;

/// <summary><c>davidbert publish</c>: a bundle into the store, as the version that services answer with.</summary>
internal static class PublishCommand
{
    public const string Name = "publish";

    private const string To = "--to";

    public static readonly string[] Examples =
    [
        "davidbert publish my-model --to https://myaccount.blob.core.windows.net",
        "davidbert publish my-model --to UseDevelopmentStorage=true",
    ];

    public static Command Create()
    {
        var bundle = new Argument<string>("BUNDLE") { Description = "The folder of the model." };
        var storage = StorageOption.Create(To);
        var name = new Option<string?>("--name")
        {
            Description = "The model's name in the store. [default: the name in its model.json]",
            HelpName = "NAME",
        };
        var command = new Command(Name, "Uploads a model as a new version and makes it the one that services answer with.")
        {
            bundle, storage, name,
        };
        command.SetAction((result, cancellation) =>
            RunAsync(result.GetRequiredValue(bundle), result.GetValue(storage), result.GetValue(name), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string bundle, string? account, string? name, CancellationToken cancellation)
    {
        var store = StorageOption.Open(To, account, name ?? Bundle.ReadManifest(bundle).Name);
        var publisher = new ModelPublisher(store);
        var done = await UploadBars.ShowAsync(progress => publisher.PublishAsync(bundle, progress, cancellation));
        await using var output = StandardOutput.Open();
        await using var writer = StandardOutput.Writer(output);
        await writer.WriteLineAsync(done.Uploaded.Count == 0
            ? $"{done.Name} {done.Version} was in {store.Address} already."
            : $"{done.Name} {done.Version} is in {store.Address}; uploaded {string.Join(", ", done.Uploaded)}.");
        await writer.WriteLineAsync(string.Equals(done.Before, done.Version, StringComparison.Ordinal)
            ? "It was the current version already."
            : $"It is the current version now; before it was {done.Before ?? "none"}.");
        return ExitCode.Success;
    }
}
