using static Microsoft.Playwright.Assertions;

namespace DavidBert.Serving.Tests.Page;

/// <summary>Several phrases, one a line.</summary>
[Collection<InChromium>]
public sealed class TableTests(Chromium chromium)
{
    private static readonly string[] Phrases = ["large, \"huge\"", "=1+1", "hm", "qwrtzp", "?"];

    [Fact]
    public async Task Lines_Several_AreAskedAtOnceAndGiveATable()
    {
        await using var demo = await OpenAsync();

        await demo.Phrase.FillAsync($"  {string.Join("\n\n", Phrases)}\n");
        await demo.PassAsync(DemoPage.LongPause - 1);
        Assert.Empty(await demo.QuestionsAsync());
        await demo.PassAsync(1);

        await Expect(demo.Rows).ToHaveTextAsync(
        [
            "large, \"huge\"size90.0%",
            "=1+1number80.0%read as “one and one”",
            "hmknowledge0.3%more likely wrong than right",
            "qwrtzpnothing fits",
            "?The model cannot read any part of the phrase.",
        ]);
        await Expect(demo.Page.Locator("#summary")).ToHaveTextAsync(
            "5 phrases: 2 confident, 1 more likely wrong than right, 1 that nothing fits, 1 that cannot be answered.");
        await Expect(demo.Word).ToBeHiddenAsync();
        Assert.Equal([string.Join('|', Phrases)], await demo.QuestionsAsync());
        await demo.PassAsync(DemoPage.Rest);
        await Expect(demo.Announcement).ToContainTextAsync("5 phrases: 2 confident");
        Assert.StartsWith("#large%2C%20%22huge%22%0A%3D1%2B1", await demo.HashAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_Copied_IsCellsForASpreadsheet()
    {
        await using var demo = await OpenAsync();
        await AskAsync(demo);

        await demo.Button("Copy table").ClickAsync();

        await Expect(demo.Page.GetByRole(Microsoft.Playwright.AriaRole.Alert).First).ToHaveTextAsync("Copied");
        Assert.Equal(
            """
            text	word	score	confident	read_as	error
            large, "huge"	size	0.9000	true		
            '=1+1	number	0.8000	true	one and one	
            hm	knowledge	0.0030	false		
            qwrtzp			false		
            ?					unreadable
            """,
            await demo.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task Table_Saved_IsCsv()
    {
        await using var demo = await OpenAsync();
        await AskAsync(demo);

        var download = await demo.Page.RunAndWaitForDownloadAsync(() => demo.Button("Save as CSV").ClickAsync());

        Assert.Equal("davidbert.csv", download.SuggestedFilename);
        Assert.Equal(
            [
                "text,word,score,confident,read_as,error",
                "\"large, \"\"huge\"\"\",size,0.9000,true,,",
                "'=1+1,number,0.8000,true,one and one,",
                "hm,knowledge,0.0030,false,,",
                "qwrtzp,,,false,,",
                "?,,,,,unreadable",
            ],
            await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
        Assert.Empty(demo.Complaints);
    }

    [Fact]
    public async Task Example_OfSeveral_GivesATable()
    {
        await using var demo = await DemoPage.OpenAsync(chromium, set: s => s.Rule = r => Reply.Answers(
            [.. r.Texts.Select(text => Answered.With(text, "size", 0.9, confident: true))]));

        await demo.Example("three at once").ClickAsync();
        await demo.PassAsync(1);

        await Expect(demo.Rows).ToHaveCountAsync(3);
        await Expect(demo.Example("three at once")).ToHaveAttributeAsync("aria-current", "true");
    }

    private Task<DemoPage> OpenAsync() => DemoPage.OpenAsync(chromium, set: s => s.Rule = _ =>
    {
        var repaired = Answered.With(Phrases[1], "number", 0.8, confident: true);
        repaired["read_as"] = "one and one";
        return Reply.Answers(
            Answered.With(Phrases[0], "size", 0.9, confident: true),
            repaired,
            Answered.With(Phrases[2], "knowledge", 0.003, confident: false),
            Answered.Nothing(Phrases[3]),
            Answered.Failed(Phrases[4]));
    });

    private static async Task AskAsync(DemoPage demo)
    {
        await demo.AskAsync(string.Join('\n', Phrases));
        await Expect(demo.Rows).ToHaveCountAsync(Phrases.Length);
    }
}
