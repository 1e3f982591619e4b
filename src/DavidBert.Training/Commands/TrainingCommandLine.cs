using System.CommandLine;

namespace DavidBert.Training.Commands;

/// <summary>All commands of <c>davidbert-train</c>.</summary>
internal static class TrainingCommandLine
{
    public static RootCommand Create() => new(
        "Trains a BERT that maps a phrase to one word, and shrinks it to a bundle that 'davidbert' serves.")
    {
        TrainCommand.Create(),
        FineTuneCommand.Create(),
        ExportCommand.Create(),
        DefaultCommand.Create(),
        EvaluateCommand.Create(),
        CalibrateCommand.Create(),
        CardCommand.Create(),
        GlossaryCommand.Create(),
        DownloadCommand.Create(),
    };
}
