using System.Text.RegularExpressions;
using DavidBert.Infrastructure.Tests.Bicep;

namespace DavidBert.Infrastructure.Tests.Names;

/// <summary>A query in Kusto over what the service sends, and where it stands.</summary>
internal sealed partial record TelemetryQuery(string Place, string Text)
{
    /// <summary>The tables of the workspace that it reads.</summary>
    public string[] Tables => Distinct(Table());

    /// <summary>Names of the service that it compares something with, such as <c>DavidBert.ModelLoaded</c>.</summary>
    public string[] Names => Distinct(ServiceName());

    /// <summary>What it takes out of the properties of a record.</summary>
    public string[] Properties => Distinct(Property());

    /// <summary>The queries of the operator's page.</summary>
    public static TelemetryQuery[] OfThePage() =>
    [
        .. Fenced().Matches(File.ReadAllText(Repository.OperationsPage))
            .Select(match => new TelemetryQuery("docs/operations.md", match.Groups["name"].Value)),
    ];

    /// <summary>The queries of the alerts that are deployed.</summary>
    public static async Task<TelemetryQuery[]> OfTheAlertsAsync() =>
    [
        .. (await Deployment.DefaultAsync()).OfType("Microsoft.Insights/scheduledQueryRules")
            .Select(rule => new TelemetryQuery(
                (string)rule["name"]!, (string)rule["properties"]!["criteria"]!["allOf"]![0]!["query"]!)),
    ];

    private string[] Distinct(Regex pattern) =>
        [.. pattern.Matches(Text).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal)];

    [GeneratedRegex(
        "^```kusto\n(?<name>.+?)^```",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.Multiline,
        1000)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"\b(?<name>App[A-Z][a-z]+)\b(?!\s*=)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Table();

    [GeneratedRegex(
        """(?<!Properties\[)["'](?<name>davidbert\.[^"']*)["']""",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        1000)]
    private static partial Regex ServiceName();

    [GeneratedRegex("""Properties(\.(?<name>\w+)|\["(?<name>[^"]+)"\])""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Property();
}
