namespace DavidBert.Serving.Models;

/// <summary>Passes the bytes done of one file on, in the order they are told.</summary>
internal sealed class FileProgress(IProgress<TransferProgress>? progress, string file, long total) : IProgress<long>
{
    public void Report(long value) => progress?.Report(new TransferProgress(file, value, total));

    public void Complete() => Report(total);
}
