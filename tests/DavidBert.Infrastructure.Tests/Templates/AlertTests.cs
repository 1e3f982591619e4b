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
        await AssertMetricAsync("DroppedEventCount", "events", threshold: 0);
    }

    [Fact]
    public async Task Alerts_ByDefault_CountErrorsOfTheHostItself() =>
        await AssertMetricAsync("Http5xx", "functionApp", threshold: 5);

    [Fact]
    public async Task Alerts_WithEmail_AllMailTheOperator()
    {
        var deployment = await Deployment.WithEveryOptionAsync();

        var group = deployment.Single("Microsoft.Insights/actionGroups");
        var receiver = Assert.Single(group["properties"]!["emailReceivers"]!.AsArray());
        Assert.Equal(OperatorOptions.Email, (string?)receiver!["emailAddress"]);
        Assert.All(
            deployment.OfType(LogRule),
            rule => Assert.Equal(
                (string?)group["id"],
                (string?)Assert.Single(rule["properties"]!["actions"]!["actionGroups"]!.AsArray())));
        Assert.All(
            deployment.OfType(MetricRule),
            rule => Assert.Equal(
                (string?)group["id"],
                (string?)Assert.Single(rule["properties"]!["actions"]!.AsArray())!["actionGroupId"]));
    }

    private static async Task AssertMetricAsync(string metric, string scope, int threshold)
    {
        var rule = Assert.Single((await Deployment.DefaultAsync()).OfType(MetricRule), rule =>
            string.Equals((string?)Criterion(rule)["metricName"], metric, StringComparison.Ordinal));

        Assert.Equal(threshold, (int?)Criterion(rule)["threshold"]);
        Assert.Contains(
            scope,
            (string?)Assert.Single(rule["properties"]!["scopes"]!.AsArray()),
            StringComparison.Ordinal);
    }

    private static JsonNode Criterion(JsonNode rule)
        => Assert.Single(rule["properties"]!["criteria"]!["allOf"]!.AsArray())!;

    private static string Query(JsonNode rule) => (string)Criterion(rule)["query"]!;

    [GeneratedRegex("Properties\\.EventName\\) == \"(?<name>[^\"]+)\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex EventName();
}
