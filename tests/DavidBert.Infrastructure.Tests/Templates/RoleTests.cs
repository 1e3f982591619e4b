using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DavidBert.Infrastructure.Tests.Bicep;
using DavidBert.Infrastructure.Tests.Names;

namespace DavidBert.Infrastructure.Tests.Templates;

/// <summary>Each role assignment: who, which role, where. docs/azure.md has the same table.</summary>
public sealed partial class RoleTests
{
    private static readonly Dictionary<string, string> Roles = new(StringComparer.Ordinal)
    {
        ["2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"] = "Storage Blob Data Reader",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["acdd72a7-3385-48ef-bd42-f606fba81ae7"] = "Reader",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
    };

    [Fact]
    public async Task Assignments_WithAnAnalyst_AreThoseOfTheTableInTheDocumentation()
    {
        var deployment = await Deployment.WithEveryOptionAsync();

        var assigned = deployment.OfType("Microsoft.Authorization/roleAssignments").Select(Describe);
        var documented = MarkdownTable.Of(Repository.AzurePage, "Roles").Rows
            .SelectMany(
                row => row["On"].Split(", ").Select(scope => $"{row["Who"]}: {row["Role"]} on {scope.Trim('`')}"));
        Assert.Equal(
            documented.Order(StringComparer.Ordinal).ToArray(),
            assigned.Order(StringComparer.Ordinal).ToArray());
    }

    [Fact]
    public async Task Assignments_OfTheApp_SayWhatKindOfPrincipalItIs()
    {
        var deployment = await Deployment.DefaultAsync();

        Assert.All(
            deployment.OfType("Microsoft.Authorization/roleAssignments")
                .Where(assignment => Who(assignment) is "function app"),
            assignment => Assert.Equal("ServicePrincipal", (string?)assignment["properties"]!["principalType"]));
    }

    [Fact]
    public async Task Assignments_WithTwoAnalysts_AreFourEach()
    {
        var deployment = await Deployment.PredictAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DAVIDBERT_ANALYSTS"] = $"{OperatorOptions.Analyst}, 33333333-3333-3333-3333-333333333333,",
        });

        Assert.Equal(8, deployment.OfType("Microsoft.Authorization/roleAssignments")
            .Count(assignment => Who(assignment) is "analysts"));
    }

    private static string Describe(JsonNode assignment)
    {
        var role = ((string)assignment["properties"]!["roleDefinitionId"]!).Split('/')[^1];
        return $"{Who(assignment)}: {Roles[role]} on {Scope((string)assignment["id"]!)}";
    }

    private static string Who(JsonNode assignment) => (string)assignment["properties"]!["principalId"]! switch
    {
        var id when id.Contains("deployer()", StringComparison.Ordinal) => "deployer",
        var id when id.Contains("events", StringComparison.Ordinal) => "Event Grid",
        var id when id.Contains("outputs.principalId", StringComparison.Ordinal) => "function app",
        _ => "analysts",
    };

    private static string Scope(string id)
    {
        var container = Container().Match(id);
        if (container.Success)
        {
            return container.Groups["name"].Value;
        }

        return id.Contains("Microsoft.Insights/components/", StringComparison.Ordinal)
            ? "Application Insights"
            : "the storage account";
    }

    [GeneratedRegex("/blobServices/default/containers/(?<name>[^/']+)['/]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Container();
}
