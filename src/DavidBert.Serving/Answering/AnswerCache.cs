using DavidBert.Serving.Configuration;
using Microsoft.Extensions.Caching.Memory;

namespace DavidBert.Serving.Answering;

/// <summary>
/// The answers given last, those used least recently dropped first. An answer belongs to a model: another version never finds it.
/// </summary>
public sealed class AnswerCache : IDisposable
{
    // Measured on answers of one to five words: the objects of an entry and the dictionary's share.
    private const int EntryBytes = 400;
    private const int WordBytes = 64;

    private readonly MemoryCache? entries;

    /// <summary>A cache of at most <see cref="CacheOptions.Bytes"/>; of 0, none.</summary>
    public AnswerCache(CacheOptions options) =>
        entries = options.Bytes == 0 ? null : new MemoryCache(new MemoryCacheOptions { SizeLimit = options.Bytes, TrackStatistics = true });

    /// <summary>The bytes that the answers kept are taken to be.</summary>
    public long Bytes => entries?.GetCurrentStatistics()?.CurrentEstimatedSize ?? 0;

    /// <summary>The answer that the model of this hash gave, or null.</summary>
    public Answer? Find(string modelHash, string text, int topK) =>
        entries is not null && entries.TryGetValue(new Key(modelHash, text, topK), out var found) ? (Answer)found! : null;

    /// <summary>Keeps an answer.</summary>
    public void Keep(string modelHash, Answer answer, int topK) =>
        entries?.Set(
            new Key(modelHash, answer.Text, topK),
            answer,
            new MemoryCacheEntryOptions { Size = EntryBytes + (sizeof(char) * answer.Text.Length) + (WordBytes * topK) });

    /// <inheritdoc />
    public void Dispose() => entries?.Dispose();

    private sealed record Key(string ModelHash, string Text, int TopK);
}
