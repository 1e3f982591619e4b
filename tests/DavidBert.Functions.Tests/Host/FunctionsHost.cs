using System.Diagnostics;
using System.Net;
using System.Text.Json;
using DavidBert.Functions.Tests.Host.Rpc;
using DavidBert.Testing.Http;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Content = DavidBert.Functions.Tests.Host.Rpc.StreamingMessage.ContentOneofCase;

namespace DavidBert.Functions.Tests.Host;

/// <summary>
/// Plays the Functions host for one worker: starts its process, asks for its functions, loads them, and calls them, by
/// HTTP as by events. What the host itself does to a request (keys, limits, CORS of its own) is not played.
/// </summary>
internal sealed class FunctionsHost : IRunningService
{
    private readonly WebApplication server;
    private readonly WorkerChannel channel;
    private HttpProxy? proxy;

    private FunctionsHost(WebApplication server, WorkerChannel channel, WorkerProcess process) =>
        (this.server, this.channel, Process) = (server, channel, process);

    public WorkerProcess Process { get; }

    /// <summary>The functions as the worker tells of them.</summary>
    public IReadOnlyList<Function> Functions { get; private set; } = [];

    /// <summary>A client of the host's HTTP port.</summary>
    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromMinutes(2) };

    public string Log => string.Join(
        '\n',
        Process.Lines.Concat(channel.Logs.Select(log => $"{log.Category}: {log.Message} {log.Exception?.Message}")));

    /// <summary>What the worker logged over the call.</summary>
    public IEnumerable<RpcLog> Logs => channel.Logs;

    /// <summary>Starts the host, the worker and its functions.</summary>
    /// <param name="app">The app's main file.</param>
    /// <param name="settings">The app's settings.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<FunctionsHost> StartAsync(
        string app, IReadOnlyDictionary<string, string?> settings, CancellationToken cancellation)
    {
        var host = await ConnectAsync(app, settings, cancellation);
        try
        {
            await host.LoadAsync(Path.GetDirectoryName(app)!, cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the host and the worker, until the worker calls: it still starts.</summary>
    public static async Task<FunctionsHost> ConnectAsync(
        string app, IReadOnlyDictionary<string, string?> settings, CancellationToken cancellation)
    {
        var calls = new WorkerChannel();
        FunctionsHost? host = null;
        var taken = Server(calls, settings, context => host!.AnswerAsync(context));
        await taken.StartAsync(cancellation);
        var addresses = taken.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        host = new FunctionsHost(taken, calls, WorkerProcess.Start(app, new Uri(addresses.First()), settings));
        host.Client.BaseAddress = new Uri(addresses.Last());
        try
        {
            await host.ReceiveAsync(Content.StartStream, cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Calls a function with the input of its trigger.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="input">The input.</param>
    /// <param name="cancellation">
    /// Cancels the invocation, as the host does when a client leaves or when it stops.
    /// </param>
    /// <returns>How it ended.</returns>
    public async Task<StatusResult> InvokeAsync(
        string function, TypedData input, CancellationToken cancellation = default) =>
        await InvokeAsync(
            Functions.Single(one => string.Equals(one.Name, function, StringComparison.Ordinal)),
            input,
            $"{Guid.NewGuid()}",
            cancellation);

    /// <summary>Calls a blob trigger.</summary>
    public Task<StatusResult> BlobAsync(
        string function, string container, string name, CancellationToken cancellation = default) =>
        InvokeAsync(
            function,
            new TypedData
            {
                ModelBindingData = new ModelBindingData
                {
                    Version = "1.0",
                    Source = "AzureStorageBlobs",
                    ContentType = "application/json",
                    Content = ByteString.CopyFromUtf8(JsonSerializer.Serialize(
                        new { Connection = "AzureWebJobsStorage", ContainerName = container, BlobName = name })),
                },
            },
            cancellation);

    /// <summary>
    /// Waits for the first good answer: on a busy machine the worker gives up on a request before it is warm.
    /// </summary>
    public async Task AnsweringAsync(string path)
    {
        while (true)
        {
            using var answer = await this.GetAsync(path);
            if (answer.IsSuccessStatusCode)
            {
                return;
            }
        }
    }

    /// <summary>Tells the worker to end.</summary>
    /// <returns>The process's exit code.</returns>
    public Task<int> TerminateAsync(CancellationToken cancellation)
    {
        channel.Send(new StreamingMessage
        {
            WorkerTerminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(TimeSpan.FromSeconds(30)) },
        });
        return Process.ExitCodeAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        Process.Dispose();
        Client.Dispose();
        await server.DisposeAsync();
        proxy?.Dispose();
    }

    private static WebApplication Server(
        WorkerChannel calls, IReadOnlyDictionary<string, string?> settings, Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(calls);
        builder.Services.AddGrpc();
        builder.Services.AddHttpForwarder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null; // the platform's own limit of 100 MB is not played
            kestrel.Listen(IPAddress.Loopback, 0, port => port.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, port => port.Protocols = HttpProtocols.Http1);
        });
        var app = builder.Build();
        HttpProxy.UseForwarded(app, settings);
        app.MapWhen(
            context => HttpProtocol.IsHttp2(context.Request.Protocol),
            worker => worker.UseRouting().UseEndpoints(routes => routes.MapGrpcService<RpcService>()));
        app.Run(context => answer(context));
        return app;
    }

    private async Task LoadAsync(string folder, CancellationToken cancellation)
    {
        channel.Send(new StreamingMessage
        {
            WorkerInitRequest = new WorkerInitRequest
            {
                HostVersion = "4.1037.0",
                WorkerDirectory = folder,
                FunctionAppDirectory = folder,
            },
        });
        var started = await ReceiveAsync(Content.WorkerInitResponse, cancellation);
        proxy = new HttpProxy(server.Services, new Uri(started.WorkerInitResponse.Capabilities["HttpUri"]));
        channel.Send(new StreamingMessage
        {
            FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = folder },
        });
        var told = await ReceiveAsync(Content.FunctionMetadataResponse, cancellation);
        Functions = [.. told.FunctionMetadataResponse.FunctionMetadataResults.Select(Function.Of)];
        foreach (var function in Functions)
        {
            channel.Send(new StreamingMessage
            {
                FunctionLoadRequest = new FunctionLoadRequest
                {
                    FunctionId = function.Id,
                    Metadata = function.Metadata,
                },
            });
            var loaded = await ReceiveAsync(Content.FunctionLoadResponse, cancellation, function.Id);
            var result = loaded.FunctionLoadResponse.Result;
            Assert.True(result.Status is StatusResult.Types.Status.Success, result.Exception?.Message);
        }
    }

    /// <summary>The worker's message, or its end.</summary>
    private async Task<StreamingMessage> ReceiveAsync(Content kind, CancellationToken cancellation, string id = "")
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var message = channel.ReceiveAsync(kind, id, both.Token);
        var exit = Process.ExitCodeAsync(both.Token);
        await Task.WhenAny(message, exit);
        if (!message.IsCompleted && exit.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException($"The worker ended with {await exit} before it was ready: {Log}");
        }

        var received = await message;
        await both.CancelAsync();
        return received;
    }

    private async Task<StatusResult> InvokeAsync(
        Function function, TypedData input, string invocation, CancellationToken cancellation)
    {
        channel.Send(new StreamingMessage
        {
            InvocationRequest = new InvocationRequest
            {
                InvocationId = invocation,
                FunctionId = function.Id,
                TraceContext = new RpcTraceContext { TraceParent = Activity.Current?.Id ?? string.Empty },
                InputData = { new ParameterBinding { Name = function.Parameter, Data = input } },
            },
        });
        var ended = channel.ReceiveAsync(Content.InvocationResponse, invocation, CancellationToken.None);
        await Task.WhenAny(ended, Task.Delay(Timeout.Infinite, cancellation));
        while (!ended.IsCompleted) // the worker passes over a cancellation that overtakes its call
        {
            channel.Send(new StreamingMessage
            {
                InvocationCancel = new InvocationCancel { InvocationId = invocation },
            });
            await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None));
        }

        return (await ended).InvocationResponse.Result;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (Function.For(Functions, context.Request.Method, context.Request.Path) is not { } function)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var broken = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var invocation = Guid.NewGuid().ToString();
        var forwarding = proxy!.ForwardAsync(context, invocation, broken);
        var result = await InvokeAsync(function, new TypedData { Http = new RpcHttp() }, invocation, broken.Token);
        if (result.Status is not StatusResult.Types.Status.Success)
        {
            await broken.CancelAsync();
        }

        await forwarding;
    }
}
