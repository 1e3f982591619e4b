using DavidBert.Serving.Models;
using Spectre.Console;

namespace DavidBert.Cli.Shell;

/// <summary>A bar on standard error that follows an upload from file to file.</summary>
internal sealed class UploadBar(ProgressTask bar) : IProgress<TransferProgress>
{
    /// <summary>Runs an upload under the bar; without one where standard error is not a terminal.</summary>
    public static Task<T> ShowAsync<T>(Func<IProgress<TransferProgress>?, Task<T>> upload) =>
        Console.IsErrorRedirected
            ? upload(null)
            : Terminal.ErrorConsole().Progress()
                .AutoClear(true)
                .Columns(
                    new TaskDescriptionColumn { Alignment = Justify.Left },
                    new ProgressBarColumn(),
                    new DownloadedColumn(),
                    new TransferSpeedColumn())
                .StartAsync(context => upload(new UploadBar(context.AddTask("upload"))));

    /// <inheritdoc/>
    public void Report(TransferProgress value)
    {
        bar.Description = Markup.Escape(value.File);
        bar.MaxValue = Math.Max(value.Total, 1);
        bar.Value = value.Done;
    }
}
