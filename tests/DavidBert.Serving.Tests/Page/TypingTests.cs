using static Microsoft.Playwright.Assertions;

namespace DavidBert.Serving.Tests.Page;

[Collection<InChromium>]
public sealed class TypingTests(Chromium chromium)
{
    [Fact]
    public async Task Typing_WithoutAPause_AsksOnceForTheWhole()
    {
        await using var demo = await DemoPage.OpenAsync(chromium);

        await demo.TypeAsync("fis");
        await demo.PassAsync(DemoPage.Pause - 1);
        await demo.TypeAsync("hy");
        await demo.PassAsync(DemoPage.Pause - 1);
        Assert.Empty(await demo.QuestionsAsync());

        await demo.PassAsync(1);
        var question = await demo.Service.NextAsync();
        Assert.Equal(("fishy", 5), (question.Text, question.TopK));
        Assert.Equal(["fishy"], await demo.QuestionsAsync());
    }

    [Fact]
    public async Task Answer_Shown_IsTheWordAndTheFiveBestAsBars()
    {
        await using var demo = await DemoPage.OpenAsync(chromium, set: s => s.Rule = r => Reply.Word(r.Text, "smell"));

        await demo.AskAsync("fishy");

        await Expect(demo.Word).ToHaveTextAsync("smell");
        await Expect(demo.Bars).ToHaveTextAsync(
            ["smell 80.0%", "weight 5.0%", "height 2.5%", "strength 1.7%", "age 1.3%"]);
        await Expect(demo.Page.Locator("#model")).ToHaveTextAsync("Model attributes 1.0.0");
        var widths = await demo.Page.Locator(".bar-fill").EvaluateAllAsync<double[]>(
            """
            bars => bars.map(bar =>
                bar.getBoundingClientRect().width / bar.parentElement.getBoundingClientRect().width)
            """);
        Assert.All(
            widths.Zip([0.8, 0.05, 0.025, 0.0167, 0.0125]), pair => Assert.Equal(pair.Second, pair.First, 0.001));
    }

    [Fact]
    public async Task Typing_WhileAnAnswerIsAwaited_CallsItOff()
    {
        await using var demo = await DemoPage.OpenAsync(chromium);
        await demo.AskAsync("large");
        var first = await demo.Service.NextAsync();

        await demo.TypeAsync("r");
        await first.CalledOff.WaitAsync(StubService.Patience, TestContext.Current.CancellationToken);
        await demo.PassAsync(DemoPage.Pause);
        var second = await demo.Service.NextAsync();
        second.Answer(Reply.Word("larger", "size"));

        Assert.Equal("larger", second.Text);
        await Expect(demo.Word).ToHaveTextAsync("size");
    }

    [Fact]
    public async Task LateAnswer_AfterANewerOne_IsNotShown()
    {
        await using var demo = await DemoPage.OpenAsync(chromium, new View(AnswersArriveLate: true));
        await demo.AskAsync("fishy");
        var first = await demo.Service.NextAsync();
        await demo.AskAsync("large");
        var second = await demo.Service.NextAsync();

        second.Answer(Reply.Word("large", "size"));
        await Expect(demo.Word).ToHaveTextAsync("size");
        first.Answer(Reply.Word("fishy", "smell"));
        await demo.HasReadAsync("fishy");
        await demo.PassAsync(DemoPage.Rest);

        await Expect(demo.Announcement).ToHaveTextAsync("large: size, 80.0%.");
        await Expect(demo.Word).ToHaveTextAsync("size");
    }

    [Fact]
    public async Task LateAnswer_BeforeTheNewerOne_IsNotShownEither()
    {
        await using var demo = await DemoPage.OpenAsync(chromium, new View(AnswersArriveLate: true));
        await demo.AskAsync("fishy");
        var first = await demo.Service.NextAsync();
        await demo.AskAsync("large");
        var second = await demo.Service.NextAsync();

        first.Answer(Reply.Word("fishy", "smell"));
        await demo.HasReadAsync("fishy");
        await demo.PassAsync(DemoPage.Rest);
        await Expect(demo.Word).ToBeHiddenAsync();

        second.Answer(Reply.Word("large", "size"));
        await Expect(demo.Word).ToHaveTextAsync("size");
    }

    [Fact]
    public async Task Phrase_Emptied_TakesTheAnswerAway()
    {
        await using var demo = await DemoPage.OpenAsync(chromium, set: s => s.Rule = r => Reply.Word(r.Text, "size"));
        await demo.AskAsync("large");
        await Expect(demo.Word).ToBeVisibleAsync();

        await demo.Phrase.FillAsync("  ");

        await Expect(demo.Word).ToBeHiddenAsync();
        await demo.PassAsync(DemoPage.Rest);
        Assert.Equal("", await demo.HashAsync());
        Assert.Equal(["large"], await demo.QuestionsAsync());
    }

    [Fact]
    public async Task Enter_Pressed_AsksAtOnce()
    {
        await using var demo = await DemoPage.OpenAsync(chromium, set: s => s.Rule = r => Reply.Word(r.Text, "size"));

        await demo.TypeAsync("large");
        await demo.Phrase.PressAsync("Enter");
        await demo.PassAsync(1);

        await Expect(demo.Word).ToHaveTextAsync("size");
        Assert.Equal(["large"], await demo.QuestionsAsync());
    }

    [Fact]
    public async Task ShiftEnter_Pressed_BeginsALine()
    {
        await using var demo = await DemoPage.OpenAsync(chromium);

        await demo.TypeAsync("large");
        await demo.Phrase.PressAsync("Shift+Enter");
        await demo.TypeAsync("small");

        await Expect(demo.Phrase).ToHaveValueAsync("large\nsmall");
    }

    [Fact]
    public async Task Field_WithALongPhrase_Grows()
    {
        await using var demo = await DemoPage.OpenAsync(chromium, View.Narrow);
        var before = (await demo.Phrase.BoundingBoxAsync())!.Height;

        await demo.Phrase.FillAsync(string.Join(' ', Enumerable.Repeat("a long phrase", 10)));

        var (height, content) = (
            (await demo.Phrase.BoundingBoxAsync())!.Height,
            await demo.Phrase.EvaluateAsync<int>("field => field.scrollHeight"));
        Assert.True(height > 2 * before, $"{height} is not much more than {before}.");
        Assert.True(content <= height, $"{content} pixels of text are in {height}.");
    }

    [Fact]
    public async Task Answer_ToATruncatedPhrase_SaysSo()
    {
        await using var demo = await DemoPage.OpenAsync(
            chromium, set: s => s.Rule = r => Reply.Word(r.Text, "size", truncated: true));

        await demo.AskAsync("large, and so on");

        await Expect(demo.Remark).ToHaveTextAsync("The phrase is longer than the model reads; its end was left out.");
    }

    [Fact]
    public async Task Answer_WithMarkup_IsShownAsText()
    {
        const string Markup = "<img src=x>";
        await using var demo = await DemoPage.OpenAsync(chromium, set: s => s.Rule = r => Reply.Word(r.Text, Markup));

        await demo.AskAsync("odd");

        await Expect(demo.Word).ToHaveTextAsync(Markup);
        await Expect(demo.Page.Locator("img")).ToHaveCountAsync(0);
    }
}
