using DavidBert.Serving.Configuration;
using Microsoft.Extensions.Configuration;

namespace DavidBert.Serving.Tests;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("DavidBert:Limits:Texts", "0", "DavidBert__Limits__Texts")]
    [InlineData("DavidBert:Limits:Texts", "many", "DavidBert__Limits__Texts")]
    [InlineData("DavidBert:Batching:Queue", "-1", "DavidBert__Batching__Queue")]
    [InlineData("DavidBert:Model:PollSeconds", "0", "DavidBert__Model__PollSeconds")]
    [InlineData("DavidBert:RateLimit:Burst", "0", "DavidBert__RateLimit__Burst")]
    [InlineData("DavidBert:Access:Mode", "closed", "DavidBert__Access__Mode")]
    [InlineData("DavidBert:Cors:Origins", "www.example.org", "DavidBert__Cors__Origins")]
    [InlineData("DavidBert:Cors:Origins", "https://www.example.org/path", "DavidBert__Cors__Origins")]
    public void Read_ValueThatCannotBe_NamesTheSetting(string key, string value, string named)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [KeyValuePair.Create(key, (string?)value)]).Build();
        var e = Assert.Throws<SettingsException>(() => Settings.Read(configuration));

        Assert.Contains(named, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DavidBert:Acces:Mode", "key", "DavidBert__Acces__Mode", "DavidBert__Access__Mode")]
    [InlineData("DavidBert:Model:Nme", "x", "DavidBert__Model__Nme", "DavidBert__Model__Name")]
    [InlineData("DavidBert:Store", "x", "DavidBert__Store", "DavidBert__Storage")]
    public void Read_NameThatIsUnknown_NamesTheNearestOne(string key, string value, string named, string nearest)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]).Build();
        var e = Assert.Throws<SettingsException>(() => Settings.Read(configuration));

        Assert.Contains($"The setting {named}: ", e.Message, StringComparison.Ordinal);
        Assert.EndsWith($"Did you mean {nearest}?", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DavidBert:Labelling:TopK", "1000", "1000 is out of range; it must be from 1 to 100.")]
    [InlineData("DavidBert:Labelling:MinimumScore", "1.5", "1.5 is out of range; it must be from 0 to 1.")]
    [InlineData("DavidBert:Labelling:ChunkBytes", "0", "0 is out of range; it must be at least 1.")]
    [InlineData("DavidBert:Cache:Bytes", "-1", "-1 is out of range; it must be at least 0.")]
    public void Read_ValueOutOfItsRange_SaysTheRange(string key, string value, string expected)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]).Build();
        var e = Assert.Throws<SettingsException>(() => Settings.Read(configuration));

        Assert.EndsWith(expected, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DavidBert:Access:Mode", "kee", "DavidBert__Access__Mode: 'kee' cannot be read; expected open or key.")]
    [InlineData("DavidBert:Labelling:TopK", "1,0", "'1,0' cannot be read; expected a whole number.")]
    [InlineData("DavidBert:Labelling:MinimumScore", "0,1", "'0,1' cannot be read; expected a number such as 0.5.")]
    [InlineData("DavidBert:Model:RepairsSpelling", "ja", "'ja' cannot be read; expected true or false.")]
    [InlineData("DavidBert:Model:Threads", "two", "'two' cannot be read; expected a whole number.")]
    public void Read_ValueOfAnotherKind_SaysWhatIsExpected(string key, string value, string expected)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]).Build();
        var e = Assert.Throws<SettingsException>(() => Settings.Read(configuration));

        Assert.EndsWith(expected, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0,1")]
    [InlineData("NaN")]
    public void Read_ScoreInAnotherWriting_IsRefused(string value)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("DavidBert:Labelling:MinimumScore", (string?)value)]).Build();

        Assert.Throws<SettingsException>(() => Settings.Read(configuration));
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
        var values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["DavidBert:Storage"] = "UseDevelopmentStorage=true",
            ["DavidBert:Model:Name"] = "mine",
            ["DavidBert:Model:Threads"] = "2",
            ["DavidBert:Cache:Bytes"] = "0",
            ["DavidBert:Access:Mode"] = "key",
            ["DavidBert:Cors:Origins"] = "*",
        };
        var options = Settings.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build());

        Assert.Equal(
            ("UseDevelopmentStorage=true", "mine", 2, 0L),
            (options.Storage, options.Model.Name, options.Model.Threads, options.Cache.Bytes));
    }
}
