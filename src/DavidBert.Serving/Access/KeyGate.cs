using DavidBert.Serving.Http.Problems;
using Microsoft.AspNetCore.Http;

namespace DavidBert.Serving.Access;

/// <summary>Lets a guarded request pass if it holds a key, where one is asked for.</summary>
internal sealed class KeyGate(AccessPolicy policy)
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        policy.AsksForKey
        && context.GetEndpoint()?.Metadata.GetMetadata<GuardedAttribute>() is not null
        && policy.Find(context.Request.Headers[AccessPolicy.Header]) is null
            ? throw Refusal.NoKey
            : next(context);
}
