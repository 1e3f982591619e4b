using DavidBert.Serving.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DavidBert.Serving.Http;

/// <summary>
/// The one entry for a request. Every host hands its requests over here, whole: what is middleware of a host elsewhere
/// (compression, CORS, rate limit, access, routing, problem details) is inside, so that every host answers alike.
/// </summary>
public sealed class ServiceEntry : IResult
{
    private readonly RequestDelegate answer;

    /// <summary>Builds the way of a request.</summary>
    public ServiceEntry(IServiceProvider services)
    {
        var options = services.GetRequiredService<ServiceOptions>();
        var boundary = ActivatorUtilities.CreateInstance<ProblemBoundary>(services);
        var gate = ActivatorUtilities.CreateInstance<KeyGate>(services);
        var rates = services.GetRequiredService<ClientRates>();
        var app = new ApplicationBuilder(services);
        app.Use(AddHeaders);
        app.UseResponseCompression();
        app.Use(boundary.InvokeAsync);
        app.Use(services.GetRequiredService<HostGate>().InvokeAsync);
        app.UseRouting();
        UseCors(app, Settings.List(options.Cors.Origins));
        app.Use(rates.InvokeAsync);
        app.Use(gate.InvokeAsync);
        app.UseEndpoints(ServiceRoutes.Map);
        app.Run(static _ => throw Refusal.NotFound);
        answer = app.Build();
    }

    /// <summary>Answers a request. Whatever it holds, the task does not fail because of it.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        // A host may have routed the request to reach this entry; inside, it is routed anew.
        var (endpoint, values) = (context.GetEndpoint(), context.Request.RouteValues);
        context.SetEndpoint(null);
        context.Request.RouteValues = [];
        try
        {
            await answer(context);
        }
        finally
        {
            context.SetEndpoint(endpoint);
            context.Request.RouteValues = values;
        }
    }

    /// <summary>
    /// Answers the request of a host that takes results: a function of Azure Functions returns the entry itself.
    /// </summary>
    public Task ExecuteAsync(HttpContext httpContext) => HandleAsync(httpContext);

    private static Task AddHeaders(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers[RequestId.Header] = RequestId.Of(context);
        context.Response.OnStarting(
            static state =>
            {
                ((HttpResponse)state).Headers.Vary = "Accept-Encoding, Origin";
                return Task.CompletedTask;
            },
            context.Response);
        return next(context);
    }

    private static void UseCors(ApplicationBuilder app, string[] origins)
    {
        if (origins.Length > 0)
        {
            app.UseCors(policy => policy
                .WithOrigins(origins)
                .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post)
                .WithHeaders("content-type", AccessPolicy.Header, "if-none-match")
                .WithExposedHeaders(
                    "etag", "retry-after", RequestId.Header, ClientRates.Header, ClientRates.PolicyHeader)
                .SetPreflightMaxAge(TimeSpan.FromHours(1)));
        }
    }
}
