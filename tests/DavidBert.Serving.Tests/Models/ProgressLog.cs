using System.Collections.Concurrent;
using DavidBert.Serving.Models;

namespace DavidBert.Serving.Tests.Models;

/// <summary>Keeps what was told of an upload.</summary>
internal sealed class ProgressLog : IProgress<TransferProgress>
{
    private readonly ConcurrentQueue<TransferProgress> told = [];

    public void Report(TransferProgress value) => told.Enqueue(value);

    public TransferProgress Last(string file) =>
        told.Last(progress => string.Equals(progress.File, file, StringComparison.Ordinal));
}
