using System.CommandLine;
using DavidBert.Bundles;
using DavidBert.Cli.Shell;
using DavidBert.Serving.Models;

namespace DavidBert.Cli.Commands;

/// <summary><c>davidbert publish</c>: a bundle into the store, as the version that services answer with.</summary>
internal static class PublishCommand
{
    public static ExampledCommand Create()
    {
        var bundle = new Argument<string>("BUNDLE") { Description = "The folder of the model." };
        var storage = new StorageOptions();
        storage.Account.Aliases.Add("--to");
        var name = new Option<string?>("--name")
        {
            Description = "The model's name in the store. [default: the name in its model.json]",
            HelpName = "NAME",
        };
        var command = new ExampledCommand(
            "publish",
            "Uploads a model as a new version and makes it the one that services answer with.",
            [
                "davidbert publish my-model --storage https://myaccount.blob.core.windows.net",
                "davidbert publish my-model --storage UseDevelopmentStorage=true",
            ])
        {
            bundle, storage.Account, storage.File, name,
        };
        command.SetAction((result, cancellation) => RunAsync(
            result.GetRequiredValue(bundle), storage.Read(result), result.GetValue(name), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string bundle, string? account, string? name, CancellationToken cancellation)
    {
        var store = StorageOptions.Open(account, name ?? Bundle.ReadManifest(bundle).Name);
        await using var output = StandardOutput.Open(); // first: what is done must not go untold
        await using var writer = StandardOutput.Writer(output);
        var publisher = new ModelPublisher(store);
        var done = await UploadBar.ShowAsync(progress => publisher.PublishAsync(bundle, progress, cancellation));
        await writer.WriteLineAsync(done.Uploaded.Count == 0
            ? $"{done.Name} {done.Version} was already in {store.Address}."
            : $"{done.Name} {done.Version} is in {store.Address}; uploaded {string.Join(", ", done.Uploaded)}.");
        await writer.WriteLineAsync(done.Before switch
        {
            null => "It is the current version now, the first.",
            var before when string.Equals(before, done.Version, StringComparison.Ordinal) =>
                "It was already the current version.",
            var before => $"It is the current version now; before, it was {before}.",
        });
        return ExitCode.Success;
    }
}
