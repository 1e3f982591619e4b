using DavidBert.Serving.Answering;
using DavidBert.Serving.Configuration;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Answering;

public sealed class AnswerCacheTests : IDisposable
{
    private readonly TestBundle bundle = new();
    private readonly Predictor predictor;

    public AnswerCacheTests() => predictor = Predictor.Load(bundle.Folder);

    [Fact]
    public void Find_WhatWasKept_IsThatAnswerForItsModelTextAndTopKOnly()
    {
        using var cache = new AnswerCache(new CacheOptions());
        var answer = Answer("large");
        cache.Keep("a", answer, 2);

        Assert.Same(answer, cache.Find("a", "large", 2));
        Assert.Null(cache.Find("b", "large", 2));
        Assert.Null(cache.Find("a", "large", 1));
        Assert.Null(cache.Find("a", "Large", 2));
    }

    [Fact]
    public void Keep_MoreThanTheLimit_StaysWithinIt()
    {
        const int limit = 100_000;
        using var cache = new AnswerCache(new CacheOptions { Bytes = limit });
        for (var i = 0; i < 10_000; i++)
        {
            cache.Keep("a", Answer($"large {i}"), 1);
            Assert.InRange(cache.Bytes, 0, limit);
        }

        Assert.True(cache.Bytes > 0);
    }

    [Fact]
    public void Keep_LimitOfNothing_KeepsNothing()
    {
        using var cache = new AnswerCache(new CacheOptions { Bytes = 0 });
        cache.Keep("a", Answer("large"), 1);

        Assert.Null(cache.Find("a", "large", 1));
    }

    public void Dispose()
    {
        predictor.Dispose();
        bundle.Dispose();
    }

    private Answer Answer(string text) => predictor.Predict(text, cancellation: TestContext.Current.CancellationToken);
}
