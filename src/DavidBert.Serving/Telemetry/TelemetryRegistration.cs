using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using DavidBert.Serving.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DavidBert.Serving.Telemetry;

/// <summary>
/// Sends traces, metrics and logs to where the configuration says; where it says nothing, nothing is sent.
/// </summary>
internal static class TelemetryRegistration
{
    public const string AzureMonitor = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    public const string AzureMonitorAuthentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";
    public const string Otlp = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetry(
        this IServiceCollection services, IConfiguration configuration, MetricsOptions options)
    {
        var azure = configuration[AzureMonitor];
        var hasOtlp = !string.IsNullOrEmpty(configuration[Otlp]);
        if (string.IsNullOrEmpty(azure) && !hasOtlp && !options.Prometheus)
        {
            return;
        }

        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("davidbert", autoGenerateServiceInstanceId: true))
            .WithTracing(traces => traces.AddSource(ServiceMetrics.Name).AddAspNetCoreInstrumentation())
            .WithMetrics(metrics => metrics.AddMeter(ServiceMetrics.Name).AddAspNetCoreInstrumentation())
            .WithLogging();
        if (hasOtlp)
        {
            telemetry.UseOtlpExporter();
        }

        if (options.Prometheus)
        {
            telemetry.WithMetrics(metrics => metrics.AddPrometheusExporter());
        }

        if (!string.IsNullOrEmpty(azure))
        {
            var credential = CredentialOf(configuration[AzureMonitorAuthentication]);
            services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddAzureMonitorTraceExporter(Use));
            services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddAzureMonitorMetricExporter(Use));
            services.ConfigureOpenTelemetryLoggerProvider(logs => logs.AddAzureMonitorLogExporter(Use));

            void Use(AzureMonitorExporterOptions options)
            {
                (options.ConnectionString, options.Credential) = (azure, credential);
                // Alerts read the log: it is whole, whichever traces are kept
                options.EnableTraceBasedLogsSampler = false;
            }
        }
    }

    /// <summary>
    /// The identity of a setting such as <c>Authorization=AAD;ClientId=…</c>; null where the connection string is
    /// enough.
    /// </summary>
    private static ManagedIdentityCredential? CredentialOf(string? setting)
    {
        var fields = (setting ?? string.Empty)
            .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(field => field.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(field => field.Length == 2)
            .ToDictionary(field => field[0], field => field[1], StringComparer.OrdinalIgnoreCase);
        if (!string.Equals(fields.GetValueOrDefault("Authorization"), "AAD", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return new ManagedIdentityCredential(fields.TryGetValue("ClientId", out var id)
            ? ManagedIdentityId.FromUserAssignedClientId(id)
            : ManagedIdentityId.SystemAssigned);
    }
}
