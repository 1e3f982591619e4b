using DavidBert.Cli.Commands;

return await CommandLine.RunAsync(args);
