using System.Text;
using DavidBert.Bundles;
using DavidBert.Cli.Shell;

namespace DavidBert.Cli.Commands;

/// <summary><c>davidbert info</c>: what a model is.</summary>
internal static class InfoCommand
{
    public static ExampledCommand Create()
    {
        var format = FormatOption.Create<InfoFormat>("Lines to read, or model.json as it is.");
        var model = ModelOption.Create();
        var command = new ExampledCommand(
            "info",
            "Checks a model's files and shows what it is: size, origin, how well it does.",
            ["davidbert info", "davidbert info --model my-model --format json"])
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
        await output.WriteAsync(
            format switch
            {
                InfoFormat.Json =>
                    await File.ReadAllBytesAsync(Path.Combine(model, ModelManifest.FileName), cancellation),
                InfoFormat.Text => Encoding.UTF8.GetBytes(BundleSummary.Format(bundle)),
            },
            cancellation);
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
