using Spectre.Console;

namespace DavidBert.Training.Hub;

/// <summary>A progress bar for each file of a download.</summary>
internal sealed class DownloadBars(ProgressContext context) : IProgress<DownloadProgress>
{
    private readonly Dictionary<string, ProgressTask> bars = new(StringComparer.Ordinal);

    /// <summary>Runs a download under bars on a console.</summary>
    public static Task<string> ShowAsync(IAnsiConsole console, Func<IProgress<DownloadProgress>, Task<string>> download) =>
        console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new DownloadedColumn(),
                new TransferSpeedColumn(),
                new RemainingTimeColumn())
            .StartAsync(context => download(new DownloadBars(context)));

    /// <inheritdoc/>
    public void Report(DownloadProgress value)
    {
        if (!bars.TryGetValue(value.File, out var bar))
        {
            bar = context.AddTask(Markup.Escape(value.File), maxValue: Math.Max(value.Total, 1));
            bars.Add(value.File, bar);
        }

        bar.Value = value.Done == value.Total ? bar.MaxValue : value.Done;
    }
}
