using System.CommandLine;
using DavidBert.Bundles;
using DavidBert.Cli.Shell;

namespace DavidBert.Cli.Commands;

/// <summary><c>davidbert info</c>: what a model is.</summary>
internal static class InfoCommand
{
    public const string Name = "info";

    public static readonly string[] Examples =
    [
        "davidbert info",
        "davidbert info --model my-model --format json",
    ];

    public static Command Create()
    {
        var format = FormatOption.Create<InfoFormat>("Lines to read, or model.json as it is.");
        var model = ModelOption.Create();
        var command = new Command(Name, "Checks a model's files and shows what it is: size, origin, how well it does.")
        {
            format, model,
        };
        command.SetAction((result, cancellation) =>
            RunAsync(result.Folder(model), result.GetValue(format), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string model, InfoFormat format, CancellationToken cancellation)
    {
        var bundle = Bundle.Open(model);
        await using var output = StandardOutput.Open();
        if (format == InfoFormat.Json)
        {
            var path = Path.Combine(model, ModelManifest.FileName);
            await output.WriteAsync(await File.ReadAllBytesAsync(path, cancellation), cancellation);
        }
        else
        {
            await using var writer = StandardOutput.Writer(output);
            await writer.WriteAsync(BundleSummary.Format(bundle));
        }

        return ExitCode.Success;
    }
}

/// <summary>How a bundle is shown.</summary>
internal enum InfoFormat
{
    /// <summary>Lines to read.</summary>
    Text,

    /// <summary><c>model.json</c> as it is.</summary>
    Json,
}
