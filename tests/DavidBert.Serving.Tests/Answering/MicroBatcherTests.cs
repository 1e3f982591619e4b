using System.Diagnostics.Metrics;
using DavidBert.Serving.Answering;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Models;
using DavidBert.Serving.Telemetry;
using DavidBert.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DavidBert.Serving.Tests.Answering;

public sealed class MicroBatcherTests : IDisposable
{
    private static readonly string[] Phrases = ["fishy", "valuable", "very large", "large", "very fishy", "chonky"];

    private readonly TestBundle bundle = new();
    private readonly ServedModel model;
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ServiceMetrics metrics;

    public MicroBatcherTests()
    {
        model = new ServedModel(Predictor.Load(bundle.Folder), "0", "test", DateTimeOffset.UnixEpoch);
        metrics = new ServiceMetrics(services.GetRequiredService<IMeterFactory>());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnswerAsync_ManyAtOnce_AnswersEachAsAloneWithItsOwnTopK()
    {
        await using var batcher = new MicroBatcher(new BatchingOptions { Size = 4, Queue = 1_000 }, metrics);
        var asked = Enumerable.Range(0, 500).Select(
            i => (Text: Phrases[i % Phrases.Length], TopK: 1 + (i % 3))).ToArray();
        var answers = await Task.WhenAll(
            asked.Select(
                ask => Task.Run(() => batcher.AnswerAsync(model, [ask.Text], ask.TopK, "client", Cancellation))));

        for (var i = 0; i < asked.Length; i++)
        {
            var alone = model.Predictor.Predict(asked[i].Text, asked[i].TopK, Cancellation);
            var answer = Assert.Single(answers[i]);
            Assert.Equal(alone.Word, answer.Word);
            Assert.Equal(alone.TopK!.Select(word => word.Word), answer.TopK!.Select(word => word.Word));
            Assert.Equal(alone.Score!.Value, answer.Score!.Value, 1e-6f);
        }
    }

    [Fact]
    public async Task AnswerAsync_WhatWaitsForARun_IsAnsweredTogether()
    {
        var sizes = new List<int>();
        using var listener = Listen<int>("davidbert.batch.size", sizes.Add);
        await using var batcher = new MicroBatcher(new BatchingOptions { Size = 32, Queue = 1_000 }, metrics);
        var list = batcher.AnswerAsync(model, [.. Enumerable.Repeat("very large", 32)], 1, "client", Cancellation);
        var singles = Enumerable.Range(0, 40).Select(
            _ => batcher.AnswerAsync(model, ["fishy"], 1, "client", Cancellation)).ToArray();
        await Task.WhenAll([list, .. singles]);

        // 72 texts: the list fills a turn; what came meanwhile shares the turns after it, however the machine
        // schedules.
        Assert.Equal(72, sizes.Sum());
        Assert.InRange(sizes.Max(), 2, 32);
        Assert.True(sizes.Count < 41, $"{sizes.Count} turns");
    }

    [Fact]
    public async Task AnswerAsync_MoreRequestsThanTheQueueHolds_AreRefusedAndTheOthersAnswered()
    {
        using var asked = new ManualResetEventSlim();
        using var listener = Listen<double>("davidbert.queue.wait", _ => asked.Wait(Cancellation));
        await using var batcher = new MicroBatcher(new BatchingOptions { Size = 1, Queue = 6 }, metrics);
        var calls = Enumerable.Range(0, 50).Select(
            _ => batcher.AnswerAsync(model, ["large", "large"], 1, "client", Cancellation)).ToArray();
        asked.Set();
        await Task.WhenAll(calls.Select(call => call.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.Equal(3, calls.Count(call => call.IsCompletedSuccessfully));
        Assert.Equal(47, calls.Count(call => call.Exception?.InnerException is QueueFullException));
        Assert.Single(await batcher.AnswerAsync(model, ["large"], 1, "client", Cancellation));
    }

    [Fact]
    public async Task AnswerAsync_AnotherClientComesDuringALargeRun_AllAreAnswered()
    {
        await using var batcher = new MicroBatcher(new BatchingOptions { Queue = 100 }, metrics);
        string[] many = [.. Enumerable.Repeat(Phrases, 50).SelectMany(phrases => phrases)];
        var bulk = Enumerable.Range(0, 3).Select(
            _ => batcher.AnswerAsync(model, many, 1, "bulk", Cancellation)).ToArray();
        for (var i = 0; i < 20; i++)
        {
            var single = await batcher.AnswerAsync(model, ["fishy"], 1, "single", Cancellation);
            Assert.Equal("smell", Assert.Single(single).Word);
        }

        Assert.All(await Task.WhenAll(bulk), answers => Assert.Equal(many, answers.Select(answer => answer.Text)));
    }

    [Fact]
    public async Task AnswerAsync_CancelledWhileItWaits_IsNotAnswered()
    {
        using var cancelled = new CancellationTokenSource();
        await using var batcher = new MicroBatcher(new BatchingOptions { Size = 1, Queue = 10 }, metrics);
        await cancelled.CancelAsync();
        var call = batcher.AnswerAsync(model, ["large"], 1, "client", cancelled.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Single(await batcher.AnswerAsync(model, ["large"], 1, "client", Cancellation));
    }

    [Fact]
    public async Task AnswerAsync_ModelThatFails_TellsItsOwnRequestsOnly()
    {
        using var other = new TestBundle();
        var gone = new ServedModel(Predictor.Load(other.Folder), "1", "gone", DateTimeOffset.UnixEpoch);
        gone.Predictor.Dispose();
        await using var batcher = new MicroBatcher(new BatchingOptions { Size = 32, Queue = 100 }, metrics);
        var calls = Enumerable.Range(0, 40).Select(
            i => batcher.AnswerAsync(i % 2 == 0 ? model : gone, ["large"], 1, "client", Cancellation)).ToArray();
        await Task.WhenAll(calls.Select(call => call.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.All(calls.Where((_, i) => i % 2 == 0), call => Assert.True(call.IsCompletedSuccessfully));
        Assert.All(
            calls.Where((_, i) => i % 2 == 1),
            call => Assert.IsType<ObjectDisposedException>(call.Exception!.InnerException));
    }

    [Fact]
    public async Task DisposeAsync_RequestsWaiting_AnswersThemFirst()
    {
        var batcher = new MicroBatcher(new BatchingOptions { Size = 1, Queue = 100 }, metrics);
        var calls = Enumerable.Range(0, 20).Select(
            _ => batcher.AnswerAsync(model, ["large"], 1, "client", Cancellation)).ToArray();
        await batcher.DisposeAsync();

        Assert.All(await Task.WhenAll(calls), answers => Assert.Single(answers));
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => batcher.AnswerAsync(model, ["large"], 1, "client", Cancellation));
    }

    /// <summary>Hears what the batcher measures, on the thread that runs the model.</summary>
    private MeterListener Listen<T>(string name, Action<T> heard)
        where T : struct
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (string.Equals(instrument.Name, name, StringComparison.Ordinal)
                    && ReferenceEquals(instrument.Meter.Scope, services.GetRequiredService<IMeterFactory>()))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<T>((_, value, _, _) => heard(value));
        listener.Start();
        return listener;
    }

    public void Dispose()
    {
        model.Predictor.Dispose();
        metrics.Dispose();
        services.Dispose();
        bundle.Dispose();
    }
}
