using static Microsoft.Playwright.Assertions;

namespace DavidBert.Serving.Tests.Page;

/// <summary>What is said of one answer.</summary>
[Collection<InChromium>]
public sealed class AnswerTests(Chromium chromium)
{
    private const int LargestOfDoubtful = 32; // pixels

    [Fact]
    public async Task Answer_BelowTheThreshold_SaysWhatIsMeant()
    {
        await using var demo = await DemoPage.OpenAsync(
            chromium, set: s => s.Rule = r => Reply.Answers(Answered.With(r.Text, "smell", 0.7, confident: false)));

        await demo.AskAsync("fishy");

        await Expect(demo.Remark).ToHaveTextAsync("Unsure: below the 75.0% that the model needs to be confident.");
        await Expect(demo.Word).ToHaveTextAsync("smell");
        Assert.True(await SizeAsync(demo) > LargestOfDoubtful);
    }

    [Fact]
    public async Task Answer_OfALowScore_IsNotWrittenLarge()
    {
        await using var demo = await DemoPage.OpenAsync(
            chromium,
            set: s => s.Rule = r => Reply.Answers(Answered.With(r.Text, "knowledge", 0.003, confident: false)));

        await demo.AskAsync("hm");

        await Expect(demo.Remark).ToHaveTextAsync(
            "This word is more likely wrong than right. Perhaps nothing fits this phrase.");
        Assert.InRange(await SizeAsync(demo), 1, LargestOfDoubtful);
    }

    [Fact]
    public async Task Answer_WhereNothingFits_SaysSo()
    {
        await using var demo = await DemoPage.OpenAsync(
            chromium, set: s => s.Rule = r => Reply.Answers(Answered.Nothing(r.Text)));

        await demo.AskAsync("qwrtzp");

        await Expect(demo.Word).ToHaveTextAsync("Nothing fits");
        Assert.InRange(await SizeAsync(demo), 1, LargestOfDoubtful);
        await Expect(demo.Bars).ToHaveTextAsync(["knowledge 0.3%"]);
        await demo.PassAsync(DemoPage.Rest);
        await Expect(demo.Announcement).ToHaveTextAsync(
            "qwrtzp: Nothing that the model knows fits this phrase. These words come nearest.");
        await Expect(demo.Page).ToHaveTitleAsync("qwrtzp → nothing fits · DavidBert");
    }

    [Fact]
    public async Task Answer_ReadAsMeantWithADefinition_ShowsBoth()
    {
        await using var demo = await DemoPage.OpenAsync(chromium, set: s => s.Rule = r =>
        {
            var answer = Answered.With(r.Text, "taste", 0.9, confident: true);
            answer["read_as"] = "umami";
            answer["definitions"] = new[] { new { term = "umami", text = "a savory taste" } };
            return Reply.Answers(answer);
        });

        await demo.AskAsync("umamii");

        await Expect(demo.Remark).ToHaveTextAsync("Read as “umami”.");
        await Expect(demo.Page.GetByRole(Microsoft.Playwright.AriaRole.Term)).ToHaveTextAsync("umami");
        await Expect(demo.Page.GetByRole(Microsoft.Playwright.AriaRole.Definition)).ToHaveTextAsync("a savory taste");
    }

    [Fact]
    public async Task Page_WithNothingTyped_SaysWhatItIsFor()
    {
        await using var demo = await DemoPage.OpenAsync(chromium, set: s => s.Rule = r => Reply.Word(r.Text, "size"));
        var purpose = demo.Page.GetByRole(Microsoft.Playwright.AriaRole.Region, new() { Name = "What it is for" });
        await Expect(purpose).ToBeVisibleAsync();
        await Expect(demo.Programs).ToBeHiddenAsync();
        await Expect(demo.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "API reference" }))
            .ToHaveAttributeAsync("href", "/api/docs");

        await demo.AskAsync("large");

        await Expect(demo.Word).ToHaveTextAsync("size");
        await Expect(purpose).ToBeHiddenAsync();
    }

    private static Task<double> SizeAsync(DemoPage demo) =>
        demo.Word.EvaluateAsync<double>("word => parseFloat(getComputedStyle(word).fontSize)");
}
