using System.Net;
using DavidBert.Serving.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace DavidBert.Serving.Http;

/// <summary>
/// Refuses what was sent to a foreign name. A web page whose name was made to point here (DNS rebinding) would
/// otherwise be of the same origin as the service. IP addresses are no names and cannot be made to point anywhere.
/// </summary>
internal sealed class HostGate
{
    private const string Any = "*";

    private static readonly StringSegment[] OfThisMachine = ["localhost", "*.localhost"];

    private readonly StringSegment[] names;
    private readonly bool takesAny;

    /// <summary>The gate of the settings.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="reach">In Azure the platform has looked already.</param>
    public HostGate(AccessOptions options, ServiceReach reach)
    {
        string[] given = [.. Settings.List(options.Hosts)];
        names = [.. OfThisMachine, .. given.Select(name => new StringSegment(name))];
        takesAny = given is [] ? reach is ServiceReach.Azure : given.Contains(Any, StringComparer.Ordinal);
    }

    public Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        Takes(context.Request.Host) ? next(context) : throw Refusal.ForeignHost;

    private bool Takes(HostString host) =>
        takesAny
        || !host.HasValue
        || IPAddress.TryParse(host.Host, out _)
        || HostString.MatchesAny(host.Host, names);
}
