using DavidBert.Serving.Access;
using DavidBert.Serving.Answering;
using DavidBert.Serving.Files;
using DavidBert.Serving.Http;
using DavidBert.Serving.Models;
using DavidBert.Serving.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DavidBert.Serving;

/// <summary>Registers what the service is made of.</summary>
public static class ServiceRegistration
{
    /// <summary>Adds the service; a host then hands requests to <see cref="ServiceEntry"/>.</summary>
    /// <exception cref="SettingsException">A setting cannot be.</exception>
    public static IServiceCollection AddDavidBert(this IServiceCollection services, IConfiguration configuration)
    {
        var options = Settings.Read(configuration);
        var inAzure = configuration["WEBSITE_INSTANCE_ID"] is not null || configuration["WEBSITE_POD_NAME"] is not null;
        var access = new AccessPolicy(options.Access, inAzure);
        services.AddSingleton(options);
        services.AddSingleton(Options.Create(options));
        services.AddSingleton(options.Limits);
        services.AddSingleton(options.Batching);
        services.AddSingleton(options.Cache);
        services.AddSingleton(access);
        services.AddHostedService<LockWarning>();
        services.AddSingleton(_ => new ClientRates(options.RateLimit, access, inAzure));
        services.AddSingleton<ServiceMetrics>();
        services.AddModels();
        services.AddFiles();
        services.AddSingleton<AnswerCache>();
        services.AddSingleton<MicroBatcher>();
        services.AddSingleton<Answerer>();
        services.AddSingleton<ServiceEntry>();
        services.AddTelemetry(configuration);
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning)); // at Information it repeats queries
        services.AddRouting();
        services.AddCors();
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true; // answers hold no secrets beside what a client sends
            compression.MimeTypes =
            [
                "application/json", "application/problem+json", "application/openapi+json", "text/html", "text/css", "text/javascript",
            ];
        });
        return services;
    }
}
