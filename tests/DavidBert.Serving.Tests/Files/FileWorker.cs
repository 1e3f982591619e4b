using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Inbox;
using DavidBert.Serving.Models;
using DavidBert.Serving.Telemetry;
using DavidBert.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DavidBert.Serving.Tests.Files;

/// <summary>One of the processes that label an account's files, as the functions host would call it.</summary>
internal sealed class FileWorker : IDisposable
{
    private readonly QueueClient queue;
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ServiceMetrics metrics;
    private readonly ConcurrentDictionary<string, string> taken = new(StringComparer.Ordinal);

    public FileWorker(
        AzuriteAccount account,
        VersionOfModel model,
        LabellingOptions? options = null,
        RequestTap? tap = null,
        ILoggerFactory? loggers = null,
        TimeProvider? time = null,
        CutLimits? limits = null)
    {
        metrics = new ServiceMetrics(services.GetRequiredService<IMeterFactory>());
        Tap = tap ?? new RequestTap();
        Load(model);
        var blobOptions = new BlobClientOptions
        {
            Retry =
            {
                MaxRetries = 3,
                Delay = TimeSpan.FromMilliseconds(5),
                MaxDelay = TimeSpan.FromMilliseconds(20),
            },
        };
        blobOptions.AddPolicy(Tap, HttpPipelinePosition.PerCall);
        var queueOptions = new QueueClientOptions();
        queueOptions.AddPolicy(Tap, HttpPipelinePosition.PerCall);
        Preparation = new InboxPreparation(account.Client(), new QueueServiceClient(account.ConnectionString));
        Store = new InboxStore(new BlobServiceClient(account.ConnectionString, blobOptions));
        queue = new QueueClient(
            account.ConnectionString,
            FilePlaces.Chunks,
            new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        var orders = new ChunkQueue(
            new QueueClient(account.ConnectionString, FilePlaces.Chunks, queueOptions))
        {
            Hides = false,
        };
        Labelling = new InboxLabelling(
            Store,
            orders,
            options ?? new LabellingOptions(),
            Models,
            time ?? TimeProvider.System,
            metrics,
            loggers ?? NullLoggerFactory.Instance,
            limits);
    }

    public RequestTap Tap { get; }

    public ModelHost Models { get; } = new();

    public InboxStore Store { get; }

    public InboxPreparation Preparation { get; }

    public InboxLabelling Labelling { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Lets a model answer from now on.</summary>
    public void Load(VersionOfModel model) => Models.Swap(model.Load());

    public Task LabelAsync(string name) => Labelling.HandleFileAsync(name, Cancellation);

    /// <summary>
    /// Takes messages until the queue is empty. One whose work fails stays this worker's, to be given back.
    /// </summary>
    public async Task DrainAsync()
    {
        while (await TakeAsync())
        {
        }
    }

    /// <summary>Takes one message.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> TakeAsync()
    {
        var message = (await queue.ReceiveMessageAsync(TimeSpan.FromHours(1), Cancellation)).Value;
        if (message is null)
        {
            return false;
        }

        taken[message.MessageId] = message.Body.ToString();
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, Cancellation);
        await Labelling.HandleChunkAsync(message.Body.ToString(), Cancellation);
        Tap.Change(); // the queue forgets the message
        taken.TryRemove(message.MessageId, out _);
        return true;
    }

    /// <summary>
    /// Puts back what was taken and not done, as the queue does with the messages of a process that ended.
    /// </summary>
    public async Task GiveBackAsync()
    {
        foreach (var message in taken.Values)
        {
            await queue.SendMessageAsync(message, Cancellation);
        }

        taken.Clear();
    }

    public void Dispose()
    {
        Models.Dispose();
        metrics.Dispose();
        services.Dispose();
    }
}
