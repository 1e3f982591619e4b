using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace DavidBert.Infrastructure.Tests.Closure;

/// <summary>
/// What predicts and serves carries nothing of what trains, and the function app is published as its start needs.
/// </summary>
public sealed class ServingClosureTests
{
    private static readonly string[] OfTraining = ["TorchSharp", "libtorch", "ScottPlot", "SkiaSharp"];

    private static readonly string FunctionApp = Project("DavidBert.Functions");

    [Theory]
    [InlineData("DavidBert")]
    [InlineData("DavidBert.Serving")]
    [InlineData("DavidBert.Cli")]
    [InlineData("DavidBert.Functions")]
    public void Closure_OfWhatServes_HasNothingOfTraining(string project)
    {
        var packages = Locked(project);

        Assert.Contains("Microsoft.ML.OnnxRuntime", packages);
        Assert.DoesNotContain(packages, IsOfTraining);
    }

    [Fact]
    public void Closure_OfTraining_HasIt() => Assert.Contains(Locked("DavidBert.Training"), IsOfTraining);

    [Fact]
    public void FunctionApp_Published_IsReadyToRunAndWhole()
    {
        var project = XDocument.Load(FunctionApp);
        var readyToRun = Assert.Single(project.Descendants("PublishReadyToRun"));

        Assert.Equal("true", readyToRun.Value);
        Assert.Equal("'$(_IsPublishing)' == 'true'", (string?)readyToRun.Parent!.Attribute("Condition"));
        Assert.Equal("false", Assert.Single(project.Descendants("PublishTrimmed")).Value);
        Assert.Null(JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "host.json")))!["extensionBundle"]);
    }

    private static string Project(string name) => Path.Combine(Repository.Root, "src", name, $"{name}.csproj");

    private static string[] Locked(string project) =>
    [
        .. JsonNode.Parse(File.ReadAllText(Path.Combine(Repository
            .Root, "src", project, "packages.lock.json")))!["dependencies"]!.AsObject()
            .SelectMany(framework => framework.Value!.AsObject()).Select(package => package.Key),
    ];

    private static bool IsOfTraining(string package) =>
        OfTraining.Any(start => package.StartsWith(start, StringComparison.OrdinalIgnoreCase));
}
