using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace DavidBert.Infrastructure.Tests.Workflows;

/// <summary>What runs on GitHub.</summary>
public sealed partial class WorkflowTests
{
    [Fact]
    public void Actions_OfEachWorkflow_ArePinnedByCommit()
    {
        var uses = Repository.Workflows.SelectMany(File.ReadLines)
            .Where(line => line.Contains("uses:", StringComparison.Ordinal))
            .ToArray();

        Assert.NotEmpty(uses);
        Assert.All(uses, line => Assert.Matches(PinnedAction(), line));
    }

    [Fact]
    public void Workflows_ForDeployment_HaveNoSecrets()
    {
        Assert.All(
            Repository.Workflows,
            file => Assert.DoesNotContain("secrets.", File.ReadAllText(file), StringComparison.Ordinal));
        var deploy = (YamlMappingNode)Yaml(Repository.Workflows.Single(file => Path.GetFileName(file) is "deploy.yml"));
        Assert.Equal("write", deploy["permissions"]["id-token"].ToString());
        Assert.Equal("read", deploy["permissions"]["contents"].ToString());
    }

    [Fact]
    public void Workflow_OfContinuousIntegration_RunsTheCommandThatEveryoneRuns()
    {
        var ci = Yaml(Repository.Workflows.Single(file => Path.GetFileName(file) is "ci.yml"));

        var steps = (YamlSequenceNode)ci["jobs"]["build-and-test"]["steps"];
        Assert.Contains(
            steps.OfType<YamlMappingNode>(),
            step => step.Children.TryGetValue("run", out var run) && run.ToString() is ".ci/run");
        Assert.Equal("read", ci["permissions"]["contents"].ToString());
    }

    [Fact]
    public async Task Workflows_ByActionlint_AreClean()
    {
        Assert.SkipUnless(Command.IsInstalled("actionlint"), "actionlint is not installed.");

        var lint = await Command.RunAsync("actionlint", ["-no-color", .. Repository.Workflows]);

        Assert.True(lint.ExitCode == 0, lint.Output + lint.Error);
    }

    [Fact]
    public void Workflow_OfARelease_TestsFirstAndMayPublishOnlyAtItsEnd()
    {
        var jobs = (YamlMappingNode)Yaml(
            Repository.Workflows.Single(file => Path.GetFileName(file) is "release.yml"))["jobs"];

        Assert.Equal("test", jobs["pack"]["needs"].ToString());
        Assert.Equal("pack", jobs["start"]["needs"].ToString());
        Assert.Equal("start", jobs["publish"]["needs"].ToString());
        Assert.Equal("nuget", jobs["publish"]["environment"].ToString());
        Assert.Equal("write", jobs["pack"]["permissions"]["attestations"].ToString());
        Assert.Equal("write", jobs["publish"]["permissions"]["contents"].ToString());
        Assert.All(
            ["test", "start"],
            job => Assert.False(((YamlMappingNode)jobs[job]).Children.ContainsKey("permissions"), job));
    }

    /// <summary>Else nobody hears of a package that must be updated.</summary>
    [Fact]
    public void LockFiles_OfTheRepository_AreWatchedByDependabot()
    {
        var updates = ((YamlSequenceNode)Yaml(Repository.At(".github", "dependabot.yml"))["updates"])
            .Cast<YamlMappingNode>()
            .ToLookup(update => update["package-ecosystem"].ToString(), FoldersOf, StringComparer.Ordinal);
        var solution = File.ReadAllText(Repository.At("DavidBert.sln"));

        Assert.Contains("/", updates["nuget"].Single()); // the solution's projects, by the versions beside it
        Assert.All(
            Tracked("packages.lock.json"),
            folder => Assert.Contains(folder[1..].Replace('/', '\\') + '\\', solution, StringComparison.Ordinal));
        Assert.Equal(
            Tracked("package-lock.json").Order(StringComparer.Ordinal),
            updates["npm"].Single().Order(StringComparer.Ordinal));
        Assert.All(
            ["github-actions", "docker", "devcontainers", "dotnet-sdk"],
            ecosystem => Assert.Equal(["/"], updates[ecosystem].Single()));
    }

    [Fact]
    public void YamlFiles_OfGitHub_AreReadable()
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root, ".github"), "*.yml", SearchOption.AllDirectories);

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.IsType<YamlMappingNode>(Yaml(file)));
    }

    private static string[] FoldersOf(YamlMappingNode update) =>
        update.Children.TryGetValue("directory", out var folder)
            ? [folder.ToString()]
            : [.. ((YamlSequenceNode)update["directories"]).Select(one => one.ToString())];

    /// <summary>The folders that hold a file of this name, from the root on.</summary>
    private static IEnumerable<string> Tracked(string name) =>
        Directory.EnumerateFiles(Repository.Root, name, new EnumerationOptions { RecurseSubdirectories = true })
            .Select(file => '/' + Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(file)!)
                .Replace(Path.DirectorySeparatorChar, '/'))
            .Where(folder => !folder.Contains("/node_modules", StringComparison.Ordinal)
                && !folder.Contains("/obj", StringComparison.Ordinal)
                && !folder.Contains("/bin/", StringComparison.Ordinal)
                && !folder.StartsWith("/artifacts", StringComparison.Ordinal));

    private static YamlNode Yaml(string file)
    {
        using var reader = File.OpenText(file);
        var stream = new YamlStream();
        stream.Load(reader);
        return stream.Documents[0].RootNode;
    }

    // Some repositories hold several actions, each in a folder.
    [GeneratedRegex(
        @"uses: [\w-]+/[\w-]+(/[\w-]+)*@[0-9a-f]{40} # v\d+\.\d+\.\d+$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex PinnedAction();
}
