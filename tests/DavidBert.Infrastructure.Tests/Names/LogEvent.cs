using System.Reflection;
using System.Text.RegularExpressions;
using DavidBert.Serving.Telemetry;
using Microsoft.Extensions.Logging;

namespace DavidBert.Infrastructure.Tests.Names;

/// <summary>An event that the service logs under a name.</summary>
internal sealed partial record LogEvent(string Name, LogLevel Level, IReadOnlyList<string> Fields)
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    /// <summary>Every one, read from the methods that log.</summary>
    public static LogEvent[] All { get; } =
    [
        .. typeof(ServiceMetrics).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(Any))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .Where(message => message?.EventName is not null)
            .Select(message => new LogEvent(
                message!.EventName!, message.Level, [.. Field().Matches(message.Message)
                    .Select(match => match.Groups["name"].Value)])),
    ];

    [GeneratedRegex(@"\{(?<name>\w+)(:[^}]*)?\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Field();
}
