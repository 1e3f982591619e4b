using DavidBert.Serving.Configuration;
using Microsoft.Extensions.Configuration;

namespace DavidBert.Serving.Tests;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("DavidBert:Limits:Texts", "0", "DavidBert__Limits__Texts")]
    [InlineData("DavidBert:Limits:Texts", "many", "DavidBert:Limits:Texts")]
    [InlineData("DavidBert:Batching:Queue", "-1", "DavidBert__Batching__Queue")]
    [InlineData("DavidBert:Model:PollSeconds", "0", "DavidBert__Model__PollSeconds")]
    [InlineData("DavidBert:RateLimit:Burst", "0", "DavidBert__RateLimit__Burst")]
    [InlineData("DavidBert:Access:Mode", "closed", "DavidBert:Access:Mode")]
    [InlineData("DavidBert:Cors:Origins", "www.example.org", "DavidBert__Cors__Origins")]
    [InlineData("DavidBert:Cors:Origins", "https://www.example.org/path", "DavidBert__Cors__Origins")]
    public void Read_ValueThatCannotBe_NamesTheSetting(string key, string value, string named)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]).Build();
        var e = Assert.Throws<SettingsException>(() => Settings.Read(configuration));

        Assert.Contains(named, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Nothing_GivesTheDefaults()
    {
        var options = Settings.Read(new ConfigurationBuilder().Build());

        Assert.Equal(new ServiceOptions(), options);
    }

    [Fact]
    public void Read_EveryKindOfValue_IsTaken()
    {
        var options = Settings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["DavidBert:Storage"] = "UseDevelopmentStorage=true",
            ["DavidBert:Model:Name"] = "mine",
            ["DavidBert:Model:Threads"] = "2",
            ["DavidBert:Cache:Bytes"] = "0",
            ["DavidBert:Access:Mode"] = "key",
            ["DavidBert:Cors:Origins"] = "*",
        }).Build());

        Assert.Equal(("UseDevelopmentStorage=true", "mine", 2, 0L), (options.Storage, options.Model.Name, options.Model.Threads, options.Cache.Bytes));
    }
}
