using System.Net;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Hosting;

/// <summary>The service under Kestrel.</summary>
public static class LocalService
{
    /// <summary>The most bytes of a request's line, and of its headers together.</summary>
    private const int HeadBytes = 8_192;

    /// <summary>Builds the service on a port of this machine; it answers once it is started.</summary>
    /// <param name="port">The port, 0 for a free one.</param>
    /// <param name="address">The address of this machine to listen on; null for those that only it can reach.</param>
    /// <param name="settings">
    /// Settings that come before those of the environment, by their names (<c>DavidBert:Storage</c>).
    /// </param>
    /// <param name="configure">
    /// What else the host needs, for instance where it logs to: besides telemetry it logs nowhere by itself.
    /// </param>
    /// <exception cref="SettingsException">
    /// A setting cannot be used, or other machines could call and the settings neither have a key nor say that none is
    /// needed.
    /// </exception>
    public static WebApplication Create(
        int port,
        IPAddress? address = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders(); // now, as the service adds its exporter's
        builder.Services.AddDavidBert(
            builder.Configuration, isLocal: address is null || IPAddress.IsLoopback(address));
        if (!string.IsNullOrWhiteSpace(Settings.Read(builder.Configuration).Storage))
        {
            builder.Services.AddFileWatch();
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = HeadBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = HeadBytes;
            kestrel.Limits.MaxRequestBodySize = null; // the entry counts the bytes itself, under every host alike
            Listen(kestrel, address, port);
        });
        configure?.Invoke(builder);
        var app = builder.Build();
        RequireKey(app.Services.GetRequiredService<AccessPolicy>(), address);
        app.Run(app.Services.GetRequiredService<ServiceEntry>().HandleAsync);
        return app;
    }

    private static void RequireKey(AccessPolicy access, IPAddress? address)
    {
        if (address is not null && !IPAddress.IsLoopback(address) && access.HasNoKey)
        {
            throw new SettingsException(
                "DavidBert__Access__KeyHashes",
                $"It is empty, and other machines could call on {address}. Set it to the SHA-256 of a key "
                + "(printf %s \"$KEY\" | sha256sum), or let anyone call with --open (DavidBert__Access__Mode=open).");
        }
    }

    private static void Listen(KestrelServerOptions kestrel, IPAddress? address, int port)
    {
        if (address is not null)
        {
            kestrel.Listen(address, port);
        }
        else if (port == 0)
        {
            kestrel.Listen(IPAddress.Loopback, port); // a free port is free on one address only
        }
        else
        {
            kestrel.ListenLocalhost(port);
        }
    }
}
