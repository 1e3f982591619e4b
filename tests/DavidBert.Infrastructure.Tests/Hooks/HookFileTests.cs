using YamlDotNet.RepresentationModel;

namespace DavidBert.Infrastructure.Tests.Hooks;

/// <summary>The hooks as files.</summary>
public sealed class HookFileTests
{
    [Fact]
    public async Task Scripts_ByShellCheck_AreClean()
    {
        Assert.SkipUnless(Command.IsInstalled("shellcheck"), "shellcheck is not installed.");

        var check = await Command.RunAsync("shellcheck", ["-x", .. Directory.GetFiles(Repository.Hooks, "*.sh")]);

        Assert.True(check.ExitCode == 0, check.Output + check.Error);
    }

    [Fact]
    public void AzureYaml_EachHook_NamesAScriptForBothSystems()
    {
        using var reader = File.OpenText(Path.Combine(Repository.Root, "azure.yaml"));
        var stream = new YamlStream();
        stream.Load(reader);
        var hooks = (YamlMappingNode)stream.Documents[0].RootNode["hooks"];

        Assert.Equal(["postprovision", "postdeploy"], hooks.Children.Keys.Select(key => key.ToString()).ToArray());
        foreach (var hook in hooks.Children.Values)
        {
            Assert.Equal("sh", hook["posix"]["shell"].ToString());
            Assert.Equal("pwsh", hook["windows"]["shell"].ToString());
            foreach (var system in new[] { "posix", "windows" })
            {
                Assert.True(File.Exists(Path.Combine(Repository.Root, hook[system]["run"].ToString())));
            }
        }
    }
}
