using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DavidBert.Infrastructure.Tests.Workflows;

/// <summary>The image of the service, and the container that its developers work in.</summary>
public sealed partial class ContainerTests
{
    private static readonly string[] Instructions =
        [.. Instruction()
            .Split(File.ReadAllText(Repository.At("Dockerfile")).Replace("\\\n", " ", StringComparison.Ordinal))
            .Select(line => line.Trim())
            .Where(line => line.Length > 0 && line[0] is not '#')];

    [Fact]
    public void Image_InItsLastStage_HasNoShellAndRunsAsAUserWithoutRights()
    {
        var last = Instructions[Array.FindLastIndex(Instructions, IsFrom)..];

        Assert.EndsWith("-chiseled", last[0], StringComparison.Ordinal);
        Assert.DoesNotContain(last, line => line.StartsWith("RUN", StringComparison.Ordinal));
        Assert.Contains("USER $APP_UID", last);
        Assert.All(
            last.Where(line => line.StartsWith("ENTRYPOINT", StringComparison.Ordinal)
                || line.StartsWith("HEALTHCHECK", StringComparison.Ordinal)),
            line => Assert.IsType<JsonArray>(JsonNode.Parse(line[line.IndexOf('[', StringComparison.Ordinal)..])));
    }

    [Fact]
    public void Image_HealthCheckAndService_AreCommandsThatThereAre()
    {
        var names = Instructions.SelectMany(line => Command().Matches(line)).Select(match => match.Value);

        Assert.Equal(["health", "serve"], names);
        Assert.All(
            names,
            name => Assert.True(File.Exists(Repository.At(
                "src", "DavidBert.Cli", "Commands", $"{char.ToUpperInvariant(name[0])}{name[1..]}Command.cs"))));
    }

    [Fact]
    public void Image_StagesOfDotnet_AreOfTheVersionThatTheProjectTargets()
    {
        var properties = File.ReadAllText(Repository.At("Directory.Build.props"));

        Assert.Contains("<TargetFramework>net10.0</TargetFramework>", properties, StringComparison.Ordinal);
        Assert.All(
            Instructions.Where(IsFrom), line => Assert.Contains("/dotnet/", line, StringComparison.Ordinal));
        Assert.All(Instructions.Where(IsFrom), line => Assert.Contains(":10.0-", line, StringComparison.Ordinal));
    }

    /// <summary>What is not named stays outside, so that no secret or history gets into a layer.</summary>
    [Fact]
    public void Image_FilesOfItsBuild_AreNamedOneByOne()
    {
        var lines = File.ReadAllLines(Repository.At(".dockerignore")).Where(line => line[0] is not '#').ToArray();
        var taken = lines.Where(line => line[0] is '!').Select(line => line[1..].TrimEnd('/')).ToArray();

        Assert.Equal("*", lines[0]);
        Assert.Contains("**/local.settings.json", lines);
        Assert.All(taken, path => Assert.True(Path.Exists(Repository.At(path)), $"There is no '{path}'."));
    }

    [Fact]
    public void DevelopersContainer_AndLaunchSettings_AreJson()
    {
        string[] files =
        [
            Repository.At(".devcontainer", "devcontainer.json"),
            Repository.At("src", "DavidBert.Cli", "Properties", "launchSettings.json"),
            Repository.At("src", "DavidBert.Functions", "Properties", "launchSettings.json"),
        ];

        Assert.All(files, file => Assert.IsType<JsonObject>(JsonNode.Parse(File.ReadAllText(file))));
    }

    private static bool IsFrom(string line) => line.StartsWith("FROM", StringComparison.Ordinal);

    [GeneratedRegex(@"\n(?=[A-Z#])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Instruction();

    [GeneratedRegex(
        "(?<=\"/app/davidbert\", \")[a-z]+(?=\")", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Command();
}
