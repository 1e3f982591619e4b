using System.Text.Json;
using System.Text.Json.Serialization;
using DavidBert.Bundles;
using DavidBert.Files;

namespace DavidBert.Serving.Models;

/// <summary>
/// The model that answers now. A new one takes its place between two requests: requests under way keep the model they
/// began with, and the old one is freed when the last of them ends.
/// </summary>
internal sealed class ModelHost : IDisposable
{
    private volatile LeasedModel? current;
    private volatile ModelRefresh refresh = new(ModelRefreshOutcome.Pending, DateTimeOffset.UtcNow);

    /// <summary>What the last attempt to load or to look for a newer version did.</summary>
    public ModelRefresh LastRefresh => refresh;

    /// <summary>
    /// The use of the model that answers now, to be disposed by the caller; null where none is loaded yet.
    /// </summary>
    public ModelLease? Acquire()
    {
        while (current is { } model)
        {
            if (model.TryAcquire() is { } lease)
            {
                return lease;
            }
        }

        return null;
    }

    /// <summary>Lets a model answer from the next request on. The host frees it when it is replaced.</summary>
    public void Swap(ServedModel next) =>
        Interlocked.Exchange(ref current, new LeasedModel(next))?.Retire(FreedMemory.GiveBack);

    /// <summary>Notes what a refresh did.</summary>
    public void Note(ModelRefresh done) => refresh = done;

    /// <summary>Lets no request in any more; the model is freed when the last one ends.</summary>
    public void Dispose() => Interlocked.Exchange(ref current, null)?.Release();
}

/// <summary>Counts who uses a model; the last one to leave, the host included, frees it.</summary>
internal sealed class LeasedModel(ServedModel model)
{
    private readonly Lock gate = new();
    private Action? whenFreed;
    private int users = 1;

    public ServedModel Model => model;

    /// <summary>A lease, or null where the model was freed.</summary>
    public ModelLease? TryAcquire()
    {
        lock (gate)
        {
            if (users == 0)
            {
                return null;
            }

            users++;
            return new ModelLease(this);
        }
    }

    /// <summary>Ends the host's use.</summary>
    /// <param name="freed">What is to be done when the model is freed.</param>
    public void Retire(Action freed)
    {
        whenFreed = freed;
        Release();
    }

    public void Release()
    {
        lock (gate)
        {
            users--;
            if (users > 0)
            {
                return;
            }
        }

        model.Predictor.Dispose();
        whenFreed?.Invoke();
    }
}

/// <summary>The use of a model by one request: while it is held, the model stays in memory. Dispose it once.</summary>
internal sealed class ModelLease : IDisposable
{
    private LeasedModel? owner;

    internal ModelLease(LeasedModel owner) => (this.owner, Model) = (owner, owner.Model);

    /// <summary>The model.</summary>
    public ServedModel Model { get; }

    /// <summary>Gives it back.</summary>
    public void Dispose() => Interlocked.Exchange(ref owner, null)?.Release();
}

/// <summary>
/// What an attempt to load or to look for a newer version did. Anybody may read it, so why it failed stands in the log
/// alone.
/// </summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="At">When it ended; of one that is pending, since when.</param>
internal sealed record ModelRefresh(ModelRefreshOutcome Outcome, DateTimeOffset At)
{
    /// <summary>The version that was looked at; null where not even that is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }

    /// <summary>When the next attempt comes; null where none is planned.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? NextAt { get; init; }
}

/// <summary>What came of an attempt to load a model.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ModelRefreshOutcome>))]
internal enum ModelRefreshOutcome
{
    /// <summary>The first attempt has not ended.</summary>
    Pending,

    /// <summary>A model was loaded and answers now.</summary>
    Loaded,

    /// <summary>The version that answers is still the one pointed at.</summary>
    Unchanged,

    /// <summary>The version pointed at cannot be loaded; the model before it, if any, still answers.</summary>
    Failed,
}

/// <summary>Waits for the model.</summary>
internal static class ModelWait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>The use of the model as soon as one is loaded.</summary>
    /// <exception cref="TimeoutException">None was loaded within two minutes.</exception>
    public static async Task<ModelLease> WaitAsync(
        this ModelHost models, TimeProvider time, CancellationToken cancellation)
    {
        for (var started = time.GetTimestamp(); ;)
        {
            if (models.Acquire() is { } lease)
            {
                return lease;
            }

            if (time.GetElapsedTime(started) > Longest)
            {
                throw new TimeoutException("No model is loaded yet; the log says why.");
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }
}

/// <summary>A model in memory: its predictor and where it came from.</summary>
/// <param name="Predictor">What answers; whoever holds a <see cref="ModelLease"/> may call it.</param>
/// <param name="Hash">
/// SHA-256 of <c>model.json</c>, 64 lower-case hexadecimal digits; it names every file of the bundle by digest.
/// </param>
/// <param name="Source">Where it was loaded from, without secrets: a folder or a blob's address.</param>
/// <param name="LoadedAt">When it was ready to answer.</param>
internal sealed record ServedModel(Predictor Predictor, string Hash, string Source, DateTimeOffset LoadedAt)
{
    /// <summary>Its name and version.</summary>
    public ModelIdentity Identity { get; } = new(Predictor.Bundle.Manifest.Name, Predictor.Bundle.Manifest.Version);

    /// <summary>What decides its answers: <see cref="Hash"/>, and how phrases are read where that is set.</summary>
    public string AnswersHash { get; } =
        Predictor.Reading.Length == 0 ? Hash : ContentHash.Of($"{Hash}\n{Predictor.Reading}");

    /// <summary>What <c>model.json</c> says of it.</summary>
    public ModelManifest Manifest => Predictor.Bundle.Manifest;
}

/// <summary>Writes a value by its name in snake_case.</summary>
internal sealed class SnakeCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower)
    where T : struct, Enum;
