using DavidBert.Training.Commands;

return await Invocation.RunAsync(TrainingCommandLine.Create(), args);
