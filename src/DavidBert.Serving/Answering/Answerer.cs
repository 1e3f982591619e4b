using DavidBert.Serving.Configuration;
using DavidBert.Serving.Models;
using DavidBert.Serving.Telemetry;
using Microsoft.Extensions.Caching.Memory;

namespace DavidBert.Serving.Answering;

/// <summary>Answers texts from what is remembered, and by the model where nothing is.</summary>
internal sealed class Answerer(MicroBatcher batcher, AnswerCache cache, ServiceMetrics metrics)
{
    /// <summary>Answers texts, in their order; a text that cannot be answered has its error in its place.</summary>
    /// <param name="model">What answers; its lease is held by the caller until the task ends.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="topK">How many words to give for each, 1 to <see cref="Predictor.MaxTopK"/>.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="QueueFullException">Too many requests are in flight.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="Bundles.BundleException">The model fails.</exception>
    public async Task<IReadOnlyList<Answer>> AnswerAsync(
        ServedModel model, IReadOnlyList<string> texts, int topK, string client, CancellationToken cancellation)
    {
        var answers = new Answer?[texts.Count];
        var unknown = new List<int>(texts.Count);
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = cache.Find(model.Hash, texts[i], topK);
            if (answers[i] is null)
            {
                unknown.Add(i);
            }
        }

        metrics.Remembered(answers.Length - unknown.Count);
        if (unknown.Count > 0)
        {
            var found = await batcher.AnswerAsync(
                model, [.. unknown.Select(i => texts[i])], topK, client, cancellation);
            for (var i = 0; i < unknown.Count; i++)
            {
                answers[unknown[i]] = found[i];
                cache.Keep(model.Hash, found[i], topK);
            }
        }

        metrics.Answered(answers!);
        return answers!;
    }
}

/// <summary>
/// The answers given last, those used least recently dropped first. An answer belongs to a model: another version never
/// finds it.
/// </summary>
internal sealed class AnswerCache : IDisposable
{
    // Measured on answers of one to five words: the objects of an entry and the dictionary's share.
    private const int EntryBytes = 400;
    private const int WordBytes = 64;

    private readonly MemoryCache? entries;

    /// <summary>A cache of at most <see cref="CacheOptions.Bytes"/>; of 0, none.</summary>
    public AnswerCache(CacheOptions options) =>
        entries = options.Bytes == 0
            ? null
            : new MemoryCache(new MemoryCacheOptions { SizeLimit = options.Bytes, TrackStatistics = true });

    /// <summary>The bytes that the answers kept are taken to be.</summary>
    public long Bytes => entries?.GetCurrentStatistics()?.CurrentEstimatedSize ?? 0;

    /// <summary>The answer that the model of this hash gave, or null.</summary>
    public Answer? Find(string modelHash, string text, int topK) =>
        entries is not null && entries.TryGetValue(new Key(modelHash, text, topK), out var found)
            ? (Answer)found!
            : null;

    /// <summary>Keeps an answer.</summary>
    public void Keep(string modelHash, Answer answer, int topK) =>
        entries?.Set(
            new Key(modelHash, answer.Text, topK),
            answer,
            new MemoryCacheEntryOptions
            {
                Size = EntryBytes + (
                sizeof(char) * answer.Text.Length) + (WordBytes * topK)
            });

    /// <inheritdoc />
    public void Dispose() => entries?.Dispose();

    private sealed record Key(string ModelHash, string Text, int TopK);
}
