using DavidBert.Serving.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace DavidBert.Functions;

/// <summary>
/// Writes what the service logs to the console, which the Functions host shows: what a worker logs by the host's own
/// way is dropped outside an invocation.
/// </summary>
internal static class HostOutput
{
    /// <summary>Adds it. In Azure only errors are written, as telemetry has the rest already.</summary>
    public static void AddHostOutput(this ILoggingBuilder logging, IConfiguration configuration)
    {
        var inAzure = ServiceRegistration.IsInAzure(configuration);
        logging.AddSimpleConsole(
            console => (console.SingleLine, console.ColorBehavior) = (true, LoggerColorBehavior.Disabled));
        logging.Services
            .Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Error);
        logging.AddFilter<ConsoleLoggerProvider>(category: null, LogLevel.Error);
        logging.AddFilter<ConsoleLoggerProvider>(nameof(DavidBert), inAzure ? LogLevel.Error : LogLevel.Information);
    }
}
