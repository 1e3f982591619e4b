using DavidBert.Serving.Configuration;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Files;

/// <summary>Starts workers on an account.</summary>
internal static class FileWorkers
{
    public static FileWorker Worker(this FileAccount files, LabellingOptions? options = null, RequestTap? tap = null) =>
        new(files.Account, files.Model, options, tap);
}
