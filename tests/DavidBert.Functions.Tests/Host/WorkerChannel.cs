using System.Collections.Concurrent;
using System.Threading.Channels;
using DavidBert.Functions.Tests.Host.Rpc;
using Grpc.Core;
using Content = DavidBert.Functions.Tests.Host.Rpc.StreamingMessage.ContentOneofCase;

namespace DavidBert.Functions.Tests.Host;

/// <summary>The one call that a worker makes, over which both sides send whatever they have to say.</summary>
internal sealed class WorkerChannel
{
    private readonly Channel<StreamingMessage> outgoing = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<(Content Kind, string Id), TaskCompletionSource<StreamingMessage>>
        awaited = [];

    /// <summary>What the worker logged over the call, for the host to write on.</summary>
    public ConcurrentQueue<RpcLog> Logs { get; } = [];

    /// <summary>Serves the call until either side ends it.</summary>
    public async Task ServeAsync(
        IAsyncStreamReader<StreamingMessage> incoming,
        IServerStreamWriter<StreamingMessage> answers,
        CancellationToken ended)
    {
        var writing = WriteAsync(answers, ended);
        await foreach (var message in incoming.ReadAllAsync(ended))
        {
            if (message.ContentCase is Content.RpcLog)
            {
                Logs.Enqueue(message.RpcLog);
            }
            else
            {
                Awaited(message.ContentCase, IdOf(message)).TrySetResult(message);
            }
        }

        outgoing.Writer.TryComplete();
        await writing;
    }

    public void Send(StreamingMessage message) => outgoing.Writer.TryWrite(message);

    /// <summary>The worker's message of a kind, and of an id where the kind has one.</summary>
    public async Task<StreamingMessage> ReceiveAsync(Content kind, string id, CancellationToken cancellation)
    {
        try
        {
            return await Awaited(kind, id).Task.WaitAsync(cancellation);
        }
        finally
        {
            awaited.TryRemove((kind, id), out _);
        }
    }

    private static string IdOf(StreamingMessage message) => message.ContentCase switch
    {
        Content.InvocationResponse => message.InvocationResponse.InvocationId,
        Content.FunctionLoadResponse => message.FunctionLoadResponse.FunctionId,
        _ => string.Empty,
    };

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> answers, CancellationToken ended)
    {
        await foreach (var message in outgoing.Reader.ReadAllAsync(ended))
        {
            await answers.WriteAsync(message, ended);
        }
    }

    private TaskCompletionSource<StreamingMessage> Awaited(Content kind, string id) =>
        awaited.GetOrAdd((kind, id), static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

/// <summary>Takes the call of the worker.</summary>
internal sealed class RpcService(WorkerChannel channel) : FunctionRpc.FunctionRpcBase
{
    public override Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream,
        IServerStreamWriter<StreamingMessage> responseStream,
        ServerCallContext context) =>
        channel.ServeAsync(requestStream, responseStream, context.CancellationToken);
}
