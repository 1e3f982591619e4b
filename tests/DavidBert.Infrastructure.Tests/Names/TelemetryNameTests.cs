using DavidBert.Infrastructure.Tests.Bicep;
using Microsoft.Extensions.Logging;

namespace DavidBert.Infrastructure.Tests.Names;

/// <summary>Alerts and the operator's page speak of telemetry by the names that the code gives it.</summary>
public sealed class TelemetryNameTests
{
    /// <summary>What the exporter itself puts into the properties of a record.</summary>
    private static readonly string[] OfTheExporter = ["EventName", "_MS.links"];

    private static readonly EmittedTelemetry.Metric[] Metrics = EmittedTelemetry.Metrics();
    private static readonly EmittedTelemetry.Span Inference = EmittedTelemetry.Inference();

    [Fact]
    public async Task Queries_OfPageAndAlerts_NameWhatTheirTablesHold()
    {
        TelemetryQuery[] queries = [.. TelemetryQuery.OfThePage(), .. await TelemetryQuery.OfTheAlertsAsync()];

        Assert.All(queries, query =>
        {
            Assert.NotEmpty(query.Tables);
            Assert.Empty(query.Names.Except(query.Tables.SelectMany(NamesIn), StringComparer.Ordinal));
            Assert.Empty(query.Properties.Except(query.Tables.SelectMany(PropertiesIn), StringComparer.Ordinal)
                .Except(OfTheExporter, StringComparer.Ordinal));
        });
        Assert.Subset(
            queries.SelectMany(query => query.Names).ToHashSet(StringComparer.Ordinal),
            Metrics.Select(metric => metric.Name).Append(Inference.Name).ToHashSet(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("AppTraces | where tostring(Properties.EventName) == \"DavidBert.ModelLoadfailed\"")]
    [InlineData("AppMetrics | where Name == 'davidbert.inference'")]
    [InlineData("AppMetrics | summarize sum(Sum) by tostring(Properties.result)")]
    [InlineData("AppDependencies | where Name == \"DavidBert.inference\"")]
    public void Query_WithANameThatIsNotEmitted_IsFound(string text)
    {
        var query = new TelemetryQuery("here", text);

        Assert.Single(query.Names.Except(query.Tables.SelectMany(NamesIn), StringComparer.Ordinal)
            .Concat(query.Properties.Except(query.Tables.SelectMany(PropertiesIn), StringComparer.Ordinal)
                .Except(OfTheExporter, StringComparer.Ordinal)));
    }

    [Fact]
    public void LogEvents_OfThePage_AreThoseOfTheCode()
    {
        var rows = MarkdownTable.Of(Repository.OperationsPage, "Log events").Rows
            .Select(row => (
                Event: row["Event"].Trim('`'),
                Level: row["Level"],
                Fields: row["Fields"].Replace("`", "", StringComparison.Ordinal)))
            .Select(row => $"{row.Event} {row.Level} {row.Fields}".TrimEnd());

        Assert.Contains(LogEvent.All, logged => logged.Level >= LogLevel.Warning);
        Assert.Equal(
            LogEvent.All.Select(logged => $"{logged.Name} {logged.Level} {string.Join(", ", logged.Fields)}".TrimEnd())
                .Order(StringComparer.Ordinal)
                .ToArray(),
            rows.Order(StringComparer.Ordinal).ToArray());
    }

    [Fact]
    public void LogEvents_OfThePage_AreExplained() =>
        Assert.All(
            MarkdownTable.Of(Repository.OperationsPage, "Log events").Rows,
            row => Assert.NotEmpty(row["Meaning"]));

    [Fact]
    public void Metrics_OfThePage_AreThoseOfTheCode()
    {
        var rows = MarkdownTable.Of(Repository.OperationsPage, "Metrics").Rows
            .Select(row => $"{row["Instrument"]} {row["Unit"]} {row["Tag"]}".Replace("`", "", StringComparison.Ordinal)
                .TrimEnd());

        Assert.Equal(
            Metrics.Select(metric => $"{metric.Name} {metric.Unit} {string.Join(", ", metric.Tags)}".TrimEnd())
                .Order(StringComparer.Ordinal)
                .ToArray(),
            rows.Order(StringComparer.Ordinal).ToArray());
    }

    [Fact]
    public async Task Alerts_OfThePage_AreThoseThatAreDeployed()
    {
        var deployment = await Deployment.DefaultAsync();
        var deployed = deployment.OfType("Microsoft.Insights/scheduledQueryRules")
            .Concat(deployment.OfType("Microsoft.Insights/metricAlerts"))
            .Select(rule => $"{Rule((string)rule["name"]!)} {rule["properties"]!["severity"]}");

        var table = MarkdownTable.Of(Repository.OperationsPage, "Alerts");
        Assert.Equal(
            deployed.Order(StringComparer.Ordinal).ToArray(),
            table.Rows.Select(row => $"{row["Rule"].Trim('`')} {row["Severity"]}").Order(StringComparer.Ordinal)
                .ToArray());
        Assert.All(table.Rows, row => Assert.NotEmpty(row["What to do"]));
    }

    private static IEnumerable<string> NamesIn(string table) => table switch
    {
        "AppTraces" or "AppExceptions" => LogEvent.All.Select(logged => logged.Name),
        "AppMetrics" => Metrics.Select(metric => metric.Name),
        "AppDependencies" => [Inference.Name],
        _ => [],
    };

    private static IEnumerable<string> PropertiesIn(string table) => table switch
    {
        "AppTraces" or "AppExceptions" => LogEvent.All.SelectMany(logged => logged.Fields),
        "AppMetrics" => Metrics.SelectMany(metric => metric.Tags),
        "AppDependencies" => Inference.Tags,
        _ => [],
    };

    /// <summary>What follows prefix and token: <c>davidbert-TOKEN-chunk-poisoned</c>.</summary>
    private static string Rule(string name) => string.Join('-', name.Split('-')[2..]);
}
