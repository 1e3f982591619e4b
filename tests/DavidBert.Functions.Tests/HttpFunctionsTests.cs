using System.Reflection;
using DavidBert.Serving.Hosting;
using DavidBert.Serving.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace DavidBert.Functions.Tests;

public sealed class HttpFunctionsTests
{
    private static readonly Trigger[] Triggers =
    [
        .. from method in typeof(HttpFunctions).Assembly.GetTypes().SelectMany(type => type.GetMethods())
           let function = method.GetCustomAttribute<FunctionAttribute>()
           where function is not null
           from parameter in method.GetParameters()
           let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
           where trigger is not null
           select new Trigger(function.Name, method, parameter, trigger),
    ];

    [Fact]
    public async Task Triggers_OfThePathsUnderApi_AreTheMappedEndpoints()
    {
        var endpoints = await EndpointsAsync();
        var named = endpoints.Where(endpoint => endpoint.Name is not null).ToDictionary(endpoint => endpoint.Name!, StringComparer.Ordinal);

        Assert.Equal(5, named.Count);
        Assert.Equal(named.Keys.Order(StringComparer.Ordinal), Triggers.Where(trigger => !trigger.IsRest).Select(trigger => trigger.Name).Order(StringComparer.Ordinal));
        foreach (var trigger in Triggers.Where(trigger => !trigger.IsRest))
        {
            Assert.Equal(named[trigger.Name].Path, $"/{trigger.Attribute.Route}");
            Assert.Equal(named[trigger.Name].Methods, trigger.Attribute.Methods!.Select(method => method.ToUpperInvariant()));
        }
    }

    [Fact]
    public void Triggers_OfAnyPath_LeaveAccessToTheService()
    {
        Assert.NotEmpty(Triggers);
        Assert.All(Triggers, trigger => Assert.Equal(AuthorizationLevel.Anonymous, trigger.Attribute.AuthLevel));
    }

    [Fact]
    public void Triggers_TheLastOne_TakesEveryOtherPathAndMethod()
    {
        var rest = Assert.Single(Triggers, trigger => trigger.IsRest);

        Assert.Equal("rest", rest.Name);
        Assert.Null(rest.Attribute.Methods);
    }

    [Fact]
    public async Task Triggers_Called_HandOverTheEntry()
    {
        await using var service = Service();
        var entry = service.Services.GetRequiredService<ServiceEntry>();
        var functions = new HttpFunctions(entry);

        Assert.All(Triggers, trigger =>
        {
            Assert.Equal(typeof(HttpRequest), trigger.Parameter.ParameterType);
            Assert.Same(entry, trigger.Method.Invoke(functions, [new DefaultHttpContext().Request]));
        });
    }

    [Fact]
    public async Task Entry_RequestThatTheHostRouted_IsRoutedAnewAndTheHostsRouteKept()
    {
        await using var service = Service();
        var context = new DefaultHttpContext { RequestServices = service.Services };
        var routed = new Endpoint(requestDelegate: null, metadata: null, "the host's");
        context.SetEndpoint(routed);
        context.Request.RouteValues["path"] = "api/health/live";
        context.Request.Method = "GET";
        context.Request.Path = "/api/health/live";
        using var body = new MemoryStream();
        context.Response.Body = body;
        await service.Services.GetRequiredService<ServiceEntry>().ExecuteAsync(context);

        Assert.Equal(200, context.Response.StatusCode);
        Assert.Equal("{\"status\":\"live\"}"u8, body.ToArray());
        Assert.Same(routed, context.GetEndpoint());
        Assert.Equal("api/health/live", context.Request.RouteValues["path"]);
    }

    private static async Task<Mapped[]> EndpointsAsync()
    {
        await using var service = Service();
        _ = service.Services.GetRequiredService<ServiceEntry>();
        return
        [
            .. service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(endpoint => new Mapped(
                endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName,
                endpoint.RoutePattern.RawText!,
                endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods)),
        ];
    }

    private static WebApplication Service() => LocalService.Create(0);

    private sealed record Mapped(string? Name, string Path, IReadOnlyList<string> Methods);

    private sealed record Trigger(string Name, MethodInfo Method, ParameterInfo Parameter, HttpTriggerAttribute Attribute)
    {
        public bool IsRest => Attribute.Route is "{*path}";
    }
}
