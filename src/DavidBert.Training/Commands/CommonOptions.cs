using System.CommandLine;

namespace DavidBert.Training.Commands;

/// <summary>Options that several commands take.</summary>
internal static class CommonOptions
{
    public static Option<string?> Base() => new("--base")
    {
        Description = "The base checkpoint: a folder or a name on Hugging Face's hub that was downloaded. Default: "
            + "the folder that DAVIDBERT_BASE_MODEL names, else the hub's cache.",
    };

    public static Option<string?> Name() => new("--name")
    {
        Description = "What the model is called; by default the data's file name.",
    };

    public static Option<string> Version() => new("--model-version")
    {
        Description = "The version that the bundle carries.",
        DefaultValueFactory = _ => "1.0.0",
    };

    public static Option<int> Threads() => new("--threads")
    {
        Description = "Threads to compute with; by default as many as there are cores.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };
}
