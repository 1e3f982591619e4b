using DavidBert.Serving.Models;
using Spectre.Console;

namespace DavidBert.Cli.Shell;

/// <summary>A progress bar on standard error for each file of an upload.</summary>
internal sealed class UploadBars(ProgressContext context) : IProgress<TransferProgress>
{
    private readonly Dictionary<string, ProgressTask> bars = new(StringComparer.Ordinal);

    /// <summary>Runs an upload under bars; without them where no person looks.</summary>
    public static Task<T> ShowAsync<T>(Func<IProgress<TransferProgress>?, Task<T>> upload)
    {
        if (Console.IsErrorRedirected)
        {
            return upload(null);
        }

        return AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new DownloadedColumn(),
                new TransferSpeedColumn(),
                new RemainingTimeColumn())
            .StartAsync(context => upload(new UploadBars(context)));
    }

    /// <inheritdoc/>
    public void Report(TransferProgress value)
    {
        lock (bars)
        {
            if (!bars.TryGetValue(value.File, out var bar))
            {
                bar = context.AddTask(Markup.Escape(value.File), maxValue: Math.Max(value.Total, 1));
                bars.Add(value.File, bar);
            }

            bar.Value = value.Done == value.Total ? bar.MaxValue : value.Done;
        }
    }
}
