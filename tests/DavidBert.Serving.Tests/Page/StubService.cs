using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Tests.Page;

/// <summary>
/// The page's sources behind Kestrel, with answers that a test rules: at once by <see cref="Rule"/>, or, while that is
/// null, one by one through <see cref="NextAsync"/>.
/// </summary>
internal sealed class StubService : IAsyncDisposable
{
    /// <summary>What the page must live with: its own files and its own service, nothing else.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>A page without content security, as that of somebody else.</summary>
    public const string OpenPage = "/open";

    /// <summary>How long a test waits for what must come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly WebApplication app;
    private readonly Channel<StubRequest> requests = Channel.CreateUnbounded<StubRequest>();

    private StubService(WebApplication app) => this.app = app;

    public Func<StubRequest, IResult>? Rule { get; set; }

    /// <summary>The key that is asked for, null for none.</summary>
    public string? Key { get; set; }

    public Uri Address => new(app.Urls.Single());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<StubService> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddProblemDetails();
        builder.Logging.ClearProviders();
        var web = builder.Build();
        var service = new StubService(web);
        web.UseRouting();
        foreach (var path in PageFiles.Sources)
        {
            var name = Path.GetFileName(path);
            web.MapGet(name is "index.html" ? "/" : $"/api/demo/{name}", () => new PageFile(path));
        }

        web.MapGet(OpenPage, () => Results.Content("<title>Another page</title>", "text/html"));
        web.MapGet("/api/demo", () => new PageFile(PageFiles.Source("index.html")));
        web.MapGet("/api/model", (Delegate)service.Model);
        web.MapPost("/api/predict", (Delegate)service.PredictAsync);
        await web.StartAsync(Cancellation);
        return service;
    }

    /// <summary>The next question that the page asks while there is no <see cref="Rule"/>.</summary>
    public async Task<StubRequest> NextAsync() =>
        await requests.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(Patience, Cancellation);

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private IResult Model(HttpContext context) => IsOpenTo(KeyOf(context)) ? Results.Json(Reply.LoadedModel) : NoKey;

    private async Task<IResult> PredictAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
        var texts = body.RootElement.TryGetProperty("texts", out var several)
            ? several.EnumerateArray().Select(text => text.GetString()!)
            : [body.RootElement.GetProperty("text").GetString()!];
        var request = new StubRequest([.. texts], body.RootElement.GetProperty("top_k").GetInt32(), KeyOf(context));
        if (!IsOpenTo(request.Key))
        {
            return NoKey;
        }

        if (Rule is { } rule)
        {
            return rule(request);
        }

        using var leaving = context.RequestAborted.Register(request.Leave);
        await requests.Writer.WriteAsync(request, context.RequestAborted);
        return await request.Response;
    }

    private static IResult NoKey =>
        Reply.Problem(StatusCodes.Status401Unauthorized, "A key is needed", "Send it as x-api-key.");

    private bool IsOpenTo(string? key) => Key is null || string.Equals(key, Key, StringComparison.Ordinal);

    private static string? KeyOf(HttpContext context) => context.Request.Headers["x-api-key"].SingleOrDefault();

    private sealed class PageFile(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
            httpContext.Response.ContentType = Path.GetExtension(path) switch
            {
                ".html" => "text/html; charset=utf-8",
                ".css" => "text/css; charset=utf-8",
                ".js" => "text/javascript; charset=utf-8",
                var other => throw new InvalidOperationException($"'{other}' is not a type of a page's file."),
            };
            return httpContext.Response.SendFileAsync(path, httpContext.RequestAborted);
        }
    }
}
