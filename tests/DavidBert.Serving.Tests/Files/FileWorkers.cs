using DavidBert.Bundles;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Inbox;
using DavidBert.Serving.Models;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Files;

/// <summary>What a service makes of what the tests share.</summary>
internal static class FileWorkers
{
    /// <summary>Starts a worker on an account.</summary>
    public static FileWorker Worker(
        this FileAccount files, LabellingOptions? options = null, RequestTap? tap = null, CutLimits? limits = null) =>
        new(files.Account, files.Model, options, tap, limits: limits);

    /// <summary>The model as a service has it in memory.</summary>
    public static ServedModel Load(this VersionOfModel model, DateTimeOffset? loadedAt = null) => new(
        model.Predictor(),
        model.Bundle.Sha256Of(ModelManifest.FileName),
        "test",
        loadedAt ?? DateTimeOffset.UtcNow);
}
