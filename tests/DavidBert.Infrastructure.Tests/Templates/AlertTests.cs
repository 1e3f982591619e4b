using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DavidBert.Infrastructure.Tests.Bicep;
using DavidBert.Infrastructure.Tests.Names;

namespace DavidBert.Infrastructure.Tests.Templates;

/// <summary>The alerts and what they look for.</summary>
public sealed partial class AlertTests
{
    private const string LogRule = "Microsoft.Insights/scheduledQueryRules";
    private const string MetricRule = "Microsoft.Insights/metricAlerts";

    [Fact]
    public async Task Alerts_ByDefault_LookForEachLogEventAndServerErrors()
    {
        var deployment = await Deployment.DefaultAsync();

        var queries = deployment.OfType(LogRule).Select(Query).ToArray();
        Assert.Equal(
            ServiceNames.LogEvents.Order(StringComparer.Ordinal).ToArray(),
            queries.SelectMany(query => EventName().Matches(query)).Select(match => match.Groups["name"].Value)
                .Order(StringComparer.Ordinal)
                .ToArray());
        Assert.All(
            queries.Where(query => EventName().IsMatch(query)),
            query => Assert.StartsWith("union AppTraces, AppExceptions |", query, StringComparison.Ordinal));
        Assert.Single(queries, "AppRequests | where toint(ResultCode) >= 500");
    }

    [Fact]
    public async Task Alerts_ByDefault_CountSampledRecordsAsManyAndAreOn()
    {
        var deployment = await Deployment.DefaultAsync();

        Assert.All(deployment.OfType(LogRule), rule =>
        {
            var criterion = Criterion(rule);
            Assert.True((bool)rule["properties"]!["enabled"]!);
            Assert.Equal("Total", (string?)criterion["timeAggregation"]);
            Assert.Equal("ItemCount", (string?)criterion["metricMeasureColumn"]);
            Assert.Contains(
                "monitoring",
                (string?)Assert.Single(rule["properties"]!["scopes"]!.AsArray()),
                StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Alerts_ByDefault_WatchEventsThatEventGridDrops()
    {
        var rule = (await Deployment.DefaultAsync()).Single(MetricRule);

        Assert.Equal("DroppedEventCount", (string?)Criterion(rule)["metricName"]);
        Assert.Contains(
            "events",
            (string?)Assert.Single(rule["properties"]!["scopes"]!.AsArray()),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alerts_WithEmail_AllMailTheOperator()
    {
        var deployment = await Deployment.PredictAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DAVIDBERT_ALERT_EMAIL"] = "operator@example.org",
        });

        var group = deployment.Single("Microsoft.Insights/actionGroups");
        var receiver = Assert.Single(group["properties"]!["emailReceivers"]!.AsArray());
        Assert.Equal("operator@example.org", (string?)receiver!["emailAddress"]);
        Assert.All(
            deployment.OfType(LogRule),
            rule => Assert.Equal(
                (string?)group["id"],
                (string?)Assert.Single(rule["properties"]!["actions"]!["actionGroups"]!.AsArray())));
        var metric = Assert.Single(deployment.Single(MetricRule)["properties"]!["actions"]!.AsArray());
        Assert.Equal((string?)group["id"], (string?)metric!["actionGroupId"]);
    }

    private static JsonNode Criterion(JsonNode rule)
        => Assert.Single(rule["properties"]!["criteria"]!["allOf"]!.AsArray())!;

    private static string Query(JsonNode rule) => (string)Criterion(rule)["query"]!;

    [GeneratedRegex("Properties\\.EventName\\) == \"(?<name>[^\"]+)\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex EventName();
}
