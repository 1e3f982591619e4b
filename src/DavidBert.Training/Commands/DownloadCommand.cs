using System.CommandLine;
using DavidBert.Training.Hub;
using Spectre.Console;

namespace DavidBert.Training.Commands;

/// <summary><c>davidbert-train download</c>: fetches a base checkpoint from Hugging Face's hub.</summary>
internal static class DownloadCommand
{
    public static Command Create()
    {
        var name = new Argument<RepositoryName>("NAME")
        {
            Description = $"The model's name on the hub, such as {BaseModel.DefaultName} or bert-base-uncased.",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (RepositoryName.IsName(text))
                {
                    return RepositoryName.Parse(text);
                }

                result.AddError(
                    $"'{text}' is not the name of a model on the hub; names look like {BaseModel.DefaultName}.");
                return null;
            },
        };
        var revision = new Option<string>("--revision")
        {
            Description = "A branch, a tag or a commit of the model.",
            HelpName = "REVISION",
            DefaultValueFactory = _ => "main",
        };
        revision.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string>();
            if (!HubPath.StaysInside(text))
            {
                result.AddError($"'{text}' is not the name of a branch, a tag or a commit.");
            }
        });
        var folder = new Option<DirectoryInfo?>("--to")
        {
            HelpName = "FOLDER",
            Description = "The folder for the files; by default the cache that Hugging Face's own tools use.",
        };
        var command = new Command(
            "download",
            "Downloads a base checkpoint from Hugging Face's hub, or what of it is not here yet.")
        {
            name, revision, folder,
        };
        command.SetAction(async (result, cancellation) =>
        {
            using var client = new HubClient(HubOptions.FromEnvironment());
            // Standard output carries the folder alone, so that a script can take it.
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
            var path = await DownloadBars.ShowAsync(console, progress => client.DownloadAsync(
                result.GetRequiredValue(name), result.GetRequiredValue(revision), result.GetValue(folder)?.FullName,
                progress, cancellation));
            Console.WriteLine(path);
            return 0;
        });
        return command;
    }
}
