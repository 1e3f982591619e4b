using DavidBert.Cli;

return await CommandLine.RunAsync(args);
