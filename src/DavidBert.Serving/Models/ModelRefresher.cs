using DavidBert.Bundles;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Storage;
using DavidBert.Serving.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Models;

/// <summary>
/// Loads the model in the background and keeps looking for another. A new one is loaded beside the old one and answers
/// a phrase before it takes its place; one that cannot is told of and tried again, and the old one goes on.
/// </summary>
internal sealed partial class ModelRefresher(
    ModelHost host,
    IModelSource source,
    ModelOptions options,
    PredictorOptions predictorOptions,
    ServiceMetrics metrics,
    TimeProvider time,
    ILogger<ModelRefresher> logger)
    : BackgroundService
{
    private const double Jitter = 0.2;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    private readonly TimeSpan poll = TimeSpan.FromSeconds(options.PollSeconds);
    private ModelCandidate? wanted;
    private string? servedHash;
    private IDisposable? servedFiles;
    private DateTimeOffset retryAt;
    private int looksFailed;
    private int loadsFailed;
    private ModelRefresh? loadFailure;

    /// <summary>Looks once, and loads what it finds.</summary>
    /// <returns>How long to wait until the next look; null where nothing can change any more.</returns>
    internal async Task<TimeSpan?> RefreshAsync(CancellationToken cancellation)
    {
        try
        {
            if (await source.LookAsync(cancellation) is { } found)
            {
                (wanted, loadsFailed, retryAt) = (found, 0, default);
            }

            looksFailed = 0;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            looksFailed++;
            return Fail(version: null, e, Spread(Pause(looksFailed, poll)));
        }

        if (string.Equals(wanted?.Hash, servedHash, StringComparison.Ordinal))
        {
            return Note(ModelRefreshOutcome.Unchanged, Spread(poll));
        }

        return time.GetUtcNow() < retryAt ? UntilRetry() : await LoadAsync(wanted!, cancellation);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        servedFiles?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await RefreshAsync(stoppingToken) is { } pause)
            {
                await Task.Delay(pause, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task<TimeSpan?> LoadAsync(ModelCandidate model, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        IDisposable? files;
        try
        {
            (var predictor, files) = await source.LoadAsync(model, predictorOptions, cancellation);
            host.Swap(new ServedModel(predictor, model.Hash, model.Source, time.GetUtcNow()));
        }
        catch (Exception e)
        {
            if (cancellation.IsCancellationRequested)
            {
                throw;
            }

            loadsFailed++;
            metrics.ModelLoad(succeeded: false);
            // Bytes that are wrong, or a disk that is full, stay so for long; each attempt may fetch the whole model.
            var pause = Spread(Pause(loadsFailed, e is StorageException ? poll : LongestPause));
            retryAt = time.GetUtcNow() + pause;
            Fail(model.Version, e, pause);
            loadFailure = host.LastRefresh;
            return UntilRetry();
        }

        var took = time.GetElapsedTime(started);
        FreedMemory.GiveBack();
        servedFiles?.Dispose();
        (servedHash, servedFiles, loadsFailed) = (model.Hash, files, 0);
        metrics.ModelLoad(succeeded: true);
        ModelLoaded(logger, model.Version, model.Hash, model.Source, took.TotalSeconds);
        return Note(ModelRefreshOutcome.Loaded, Spread(poll));
    }

    /// <summary>The pointer is looked at meanwhile, as it may move to a version that can be loaded.</summary>
    private TimeSpan UntilRetry()
    {
        var now = time.GetUtcNow();
        var rest = WholeMilliseconds(retryAt - now);
        var pause = rest < poll ? rest : Spread(poll);
        host.Note(loadFailure! with { NextAt = now + pause });
        return pause;
    }

    private TimeSpan? Note(ModelRefreshOutcome outcome, TimeSpan pause)
    {
        var now = time.GetUtcNow();
        host.Note(
            new ModelRefresh(outcome, now) { Version = wanted?.Version, NextAt = source.Changes ? now + pause : null });
        return source.Changes ? pause : null;
    }

    private TimeSpan Fail(string? version, Exception e, TimeSpan pause)
    {
        var now = time.GetUtcNow();
        host.Note(new ModelRefresh(ModelRefreshOutcome.Failed, now) { Version = version, NextAt = now + pause });
        ModelLoadFailed(logger, version ?? "unknown", Describe(e), pause.TotalSeconds);
        return pause;
    }

    /// <summary>One second after the first failure, twice as long after each further one, up to a limit.</summary>
    private static TimeSpan Pause(int failures, TimeSpan most)
    {
        var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(failures, 20) - 1));
        return pause < most ? pause : most;
    }

    /// <summary>A pause ± 20 %, so that many instances do not ask at the same moment.</summary>
    private static TimeSpan Spread(TimeSpan pause) =>
        WholeMilliseconds(pause * (1 - Jitter + (2 * Jitter * Random.Shared.NextDouble())));

    /// <summary>A timer leaves out fractions of a millisecond, so it would end a little early.</summary>
    private static TimeSpan WholeMilliseconds(TimeSpan pause) =>
        TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds));

    private static string Describe(Exception e) => e switch
    {
        BundleException or StorageException or IOException or UnauthorizedAccessException =>
            e.Message.ReplaceLineEndings(" "),
        // A library's message may hold a secret.
        _ => $"{e.GetType().Name}: the model could not be loaded.",
    };

    [LoggerMessage(EventId = 10, EventName = "DavidBert.ModelLoaded", Level = LogLevel.Information,
        Message = "The model {Version} ({Hash}) from {Source} answers now; loading it took {Seconds:F2} s.")]
    private static partial void ModelLoaded(ILogger logger, string version, string hash, string source, double seconds);

    [LoggerMessage(EventId = 11, EventName = "DavidBert.ModelLoadFailed", Level = LogLevel.Warning,
        Message = "The model {Version} could not be loaded: {Error} Next attempt in about {Seconds:F0} s.")]
    private static partial void ModelLoadFailed(ILogger logger, string version, string error, double seconds);
}

/// <summary>
/// Loads a bundle and has it answer once, so that the first request finds it warm and a broken graph is found here.
/// </summary>
internal static class ModelLoader
{
    private const string WarmUpPhrase = "very chonky";

    /// <param name="folder">The folder of the bundle.</param>
    /// <param name="options">How to compute.</param>
    /// <param name="hash">SHA-256 of its <c>model.json</c>; null for any.</param>
    /// <exception cref="BundleException">
    /// The bundle is not whole, not the one of the hash, or cannot answer.
    /// </exception>
    public static Predictor Load(string folder, PredictorOptions? options = null, string? hash = null)
    {
        var predictor = Predictor.Load(folder, options, hash);
        try
        {
            predictor.Predict(WarmUpPhrase);
            return predictor;
        }
        catch
        {
            predictor.Dispose();
            throw;
        }
    }
}
