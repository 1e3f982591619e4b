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
    public void YamlFiles_OfGitHub_AreReadable()
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root, ".github"), "*.yml", SearchOption.AllDirectories);

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.IsType<YamlMappingNode>(Yaml(file)));
    }

    private static YamlNode Yaml(string file)
    {
        using var reader = File.OpenText(file);
        var stream = new YamlStream();
        stream.Load(reader);
        return stream.Documents[0].RootNode;
    }

    [GeneratedRegex(@"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PinnedAction();
}
