using System.CommandLine;
using DavidBert.Bundles;

namespace DavidBert.Cli.Commands;

/// <summary>Which bundle a command works with.</summary>
internal static class ModelOption
{
    /// <summary>The option; its value is a folder, null for the default bundle.</summary>
    public static Option<string?> Create() => new("--model", "-m")
    {
        Description = "The folder of the model. [default: the one that comes with davidbert]",
        HelpName = "PATH",
    };

    /// <summary>The folder of the bundle.</summary>
    public static string Folder(this ParseResult result, Option<string?> option) => result.GetValue(option) ?? Bundle.DefaultFolder;
}
