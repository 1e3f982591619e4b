using Microsoft.AspNetCore.Http;
using static Microsoft.Playwright.Assertions;

namespace DavidBert.Serving.Tests.Page;

[Collection<InChromium>]
public sealed class TroubleTests(Chromium chromium)
{
    [Fact]
    public async Task Phrase_ThatCannotBeAnswered_SaysWhy()
    {
        await using var demo = await DemoPage.OpenAsync(chromium);
        await demo.AskAsync("large");
        (await demo.Service.NextAsync()).Answer(Reply.Word("large", "size"));
        await Expect(demo.Word).ToBeVisibleAsync();

        await demo.AskAsync("?");
        (await demo.Service.NextAsync()).Answer(Reply.Problem(422, "Unreadable", "The text has no letter."));

        await Expect(demo.Notice).ToHaveTextAsync("The text has no letter.");
        await Expect(demo.Word).ToBeHiddenAsync();
        await demo.PassAsync(DemoPage.Rest);
        await Expect(demo.Announcement).ToHaveTextAsync("?: The text has no letter.");
    }

    [Theory]
    [InlineData("{}", "application/json", 200, "The service's answer could not be read.")]
    [InlineData("<p>oh</p>", "text/html", 200, "The service's answer could not be read.")]
    [InlineData("<p>oh</p>", "text/html", 500, "The service answered with status 500.")]
    [InlineData("""{"title":"Too large"}""", "application/problem+json", 413, "Too large")]
    public async Task Response_OfAnotherShape_IsSaid(string body, string type, int status, string notice)
    {
        await using var demo = await DemoPage.OpenAsync(
            chromium, set: s => s.Rule = _ => Reply.Raw(body, type, status));

        await demo.AskAsync("large");

        await Expect(demo.Notice).ToHaveTextAsync(notice);
        await Expect(demo.Word).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData(429, "Too many requests")]
    [InlineData(503, "No model yet")]
    public async Task Service_ThatNamesATime_IsAskedAgainAfterIt(int status, string title)
    {
        await using var demo = await DemoPage.OpenAsync(chromium);
        await demo.AskAsync("large");
        (await demo.Service.NextAsync()).Answer(Reply.Problem(status, title, "Send the request again later.", "3"));
        await Expect(demo.Notice).ToHaveTextAsync($"{title}. Trying again in 3 s.");

        await demo.PassAsync(1500);
        await Expect(demo.Notice).ToHaveTextAsync($"{title}. Trying again in 2 s.");
        await demo.PassAsync(1499);
        Assert.Equal(["large"], await demo.QuestionsAsync());
        await demo.PassAsync(1);
        (await demo.Service.NextAsync()).Answer(Reply.Word("large", "size"));

        await Expect(demo.Word).ToHaveTextAsync("size");
        await Expect(demo.Notice).ToHaveTextAsync("");
    }

    [Fact]
    public async Task Service_ThatNamesADate_IsAskedAgainAtIt()
    {
        await using var demo = await DemoPage.OpenAsync(chromium);
        await demo.AskAsync("large");
        var date = DateTimeOffset.FromUnixTimeMilliseconds(
            await demo.Page.EvaluateAsync<long>("() => Date.now()")).AddSeconds(10);
        (await demo.Service.NextAsync()).Answer(
            Reply.Problem(503, "No model yet", "Send the request again later.", date.ToString("R")));
        await Expect(demo.Notice).ToContainTextAsync("Trying again in");

        await demo.PassAsync(8000);
        Assert.Equal(["large"], await demo.QuestionsAsync());
        await demo.PassAsync(2000);

        Assert.Equal("large", (await demo.Service.NextAsync()).Text);
    }

    [Fact]
    public async Task Typing_WhileTheServiceIsBusy_WaitsForItsTime()
    {
        await using var demo = await DemoPage.OpenAsync(chromium);
        await demo.AskAsync("large");
        (await demo.Service.NextAsync()).Answer(
            Reply.Problem(429, "Too many requests", "Send the request again later.", "5"));
        await Expect(demo.Notice).ToHaveTextAsync("Too many requests. Trying again in 5 s.");

        await demo.TypeAsync("r");
        await demo.PassAsync(4999);
        await Expect(demo.Notice).ToHaveTextAsync("Too many requests. Trying again in 1 s.");
        Assert.Equal(["large"], await demo.QuestionsAsync());
        await demo.PassAsync(1);

        Assert.Equal("larger", (await demo.Service.NextAsync()).Text);
        Assert.Equal(["large", "larger"], await demo.QuestionsAsync());
    }

    [Fact]
    public async Task Service_OutOfReach_IsAskedAgainAtGrowingIntervals()
    {
        await using var demo = await DemoPage.OpenAsync(chromium);
        await demo.Page.Context.SetOfflineAsync(true);
        await demo.AskAsync("large");
        await Expect(demo.Notice).ToHaveTextAsync("The service cannot be reached. Trying again in 2 s.");
        await demo.PassAsync(DemoPage.Rest);
        await Expect(demo.Announcement).ToHaveTextAsync("The service cannot be reached. Trying again in 2 s.");
        await demo.PassAsync(1300);
        await Expect(demo.Notice).ToHaveTextAsync("The service cannot be reached. Trying again in 4 s.");

        await demo.Page.Context.SetOfflineAsync(false);
        await demo.PassAsync(4000);
        (await demo.Service.NextAsync()).Answer(Reply.Raw("gateway", "text/plain", StatusCodes.Status502BadGateway));
        await Expect(demo.Notice).ToHaveTextAsync("The service is not ready. Trying again in 8 s.");
        await demo.PassAsync(8000);
        (await demo.Service.NextAsync()).Answer(Reply.Word("large", "size"));

        await Expect(demo.Word).ToHaveTextAsync("size");
        await Expect(demo.Notice).ToHaveTextAsync("");
        Assert.Equal(["large", "large", "large", "large"], await demo.QuestionsAsync());
    }

    [Fact]
    public async Task Typing_WhileTheServiceIsOutOfReach_AsksAfterTheUsualPause()
    {
        await using var demo = await DemoPage.OpenAsync(chromium);
        await demo.Page.Context.SetOfflineAsync(true);
        await demo.AskAsync("large");
        await Expect(demo.Notice).ToContainTextAsync("cannot be reached");

        await demo.Page.Context.SetOfflineAsync(false);
        await demo.TypeAsync("r");
        await demo.PassAsync(DemoPage.Pause);

        Assert.Equal("larger", (await demo.Service.NextAsync()).Text);
    }
}
