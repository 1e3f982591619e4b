using DavidBert.Training.Hub;

namespace DavidBert.Training.Tests.Hub;

public sealed class HubCacheTests
{
    [Theory]
    [InlineData("/c", "/h", "/x", "/c")]
    [InlineData(null, "/h", "/x", "/h/hub")]
    [InlineData(null, null, "/x", "/x/huggingface/hub")]
    public void FromEnvironment_Variables_GiveTheRootByTheirRank(string? cache, string? home, string? xdg, string root)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["HF_HUB_CACHE"] = cache,
            ["HF_HOME"] = home,
            ["XDG_CACHE_HOME"] = xdg,
        };

        Assert.Equal(root, HubCache.FromEnvironment(variables.GetValueOrDefault).Root);
    }

    [Theory]
    [InlineData("../../../etc")]
    [InlineData("/etc")]
    [InlineData("")]
    public void FindSnapshot_RevisionThatLeadsOut_IsRefused(string revision) =>
        Assert.Throws<ArgumentException>(() => new HubCache("/c").FindSnapshot(RepositoryName.Parse("a/b"), revision));

    [Theory]
    [InlineData("bert-base-uncased", "models--bert-base-uncased")]
    [InlineData("sentence-transformers/all-MiniLM-L6-v2", "models--sentence-transformers--all-MiniLM-L6-v2")]
    public void Parse_Name_GivesItsFolder(string text, string folder) =>
        Assert.Equal(folder, RepositoryName.Parse(text).CacheFolder);

    [Theory]
    [InlineData("")]
    [InlineData("a/b/c")]
    [InlineData("../a")]
    [InlineData("a/..")]
    [InlineData("a b")]
    [InlineData("a/b\n")]
    [InlineData("https://huggingface.co/a/b")]
    public void Parse_NoName_Throws(string text) => Assert.Throws<ArgumentException>(() => RepositoryName.Parse(text));

    [Fact]
    public void OptionsFromEnvironment_EndpointAndToken_AreTaken()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HF_ENDPOINT"] = "https://mirror.test/hub/",
            ["HF_TOKEN"] = " t ",
        };

        var options = HubOptions.FromEnvironment(variables.GetValueOrDefault);

        Assert.Equal("https://mirror.test/hub/", options.Endpoint.AbsoluteUri);
        Assert.Equal("t", options.Token);
        Assert.Throws<ArgumentException>(
            () => HubOptions.FromEnvironment(name => name is "HF_ENDPOINT" ? "ftp://x" : null));
    }
}
