using System.CommandLine;
using DavidBert.Training.Commands;

var root = new RootCommand(
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
return await Invocation.RunAsync(root, args);
