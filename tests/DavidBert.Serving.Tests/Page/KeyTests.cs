using static Microsoft.Playwright.Assertions;

namespace DavidBert.Serving.Tests.Page;

[Collection<InChromium>]
public sealed class KeyTests(Chromium chromium)
{
    private const string Key = "first key";

    [Fact]
    public async Task Key_AskedFor_IsWantedBeforeAPhraseIsTyped()
    {
        await using var demo = await DemoPage.OpenAsync(chromium, set: s => s.Key = Key);

        await Expect(demo.KeyField).ToBeFocusedAsync();
        await Expect(demo.KeyField).ToHaveAttributeAsync("type", "password");
        await demo.PassAsync(DemoPage.Rest);
        await Expect(demo.Announcement).ToHaveTextAsync("The service asks for a key.");
    }

    [Fact]
    public async Task Key_NotAskedFor_HasNoField()
    {
        await using var demo = await DemoPage.OpenAsync(chromium, set: s => s.Rule = r => Reply.Word(r.Text, "size"));
        await demo.AskAsync("large");
        await Expect(demo.Word).ToBeVisibleAsync();

        await Expect(demo.KeyField).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Key_Given_IsSentAndKeptForThisTabOnly()
    {
        await using var demo = await DemoPage.OpenAsync(chromium, set: s => s.Key = Key);
        await demo.AskAsync("large");
        await Expect(demo.KeyField).ToBeVisibleAsync();

        await demo.KeyField.FillAsync($" {Key} ");
        await demo.KeyField.PressAsync("Enter");
        await demo.PassAsync(1);
        var question = await demo.Service.NextAsync();
        question.Answer(Reply.Word("large", "size"));

        Assert.Equal(("large", Key), (question.Text, question.Key));
        await Expect(demo.Word).ToHaveTextAsync("size");
        await Expect(demo.KeyField).ToBeHiddenAsync();
        await Expect(demo.Phrase).ToBeFocusedAsync();
        await Expect(demo.Page.Locator("#model")).ToHaveTextAsync("Model attributes 1.0.0");
        Assert.Equal([Key, "0", ""], await demo.Page.EvaluateAsync<string[]>(
            "() => [Object.values(sessionStorage).join(), String(localStorage.length), document.cookie]"));
    }

    [Fact]
    public async Task Key_AfterAReload_IsStillSent()
    {
        await using var demo = await DemoPage.OpenAsync(chromium, set: s => s.Key = Key);
        await demo.KeyField.FillAsync(Key);
        await demo.KeyField.PressAsync("Enter");
        await Expect(demo.KeyField).ToBeHiddenAsync();

        await demo.Page.ReloadAsync();
        await demo.AskAsync("large");

        Assert.Equal(Key, (await demo.Service.NextAsync()).Key);
        await Expect(demo.KeyField).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Key_ThatIsWrong_IsForgottenAndAskedForAgain()
    {
        await using var demo = await DemoPage.OpenAsync(chromium, set: s => s.Key = Key);
        await demo.AskAsync("large");
        await Expect(demo.KeyField).ToBeVisibleAsync();

        await demo.KeyField.FillAsync("wrong");
        await demo.KeyField.PressAsync("Enter");
        await demo.PassAsync(1);

        await Expect(demo.Notice).ToHaveTextAsync("This key was not accepted.");
        await Expect(demo.KeyField).ToBeFocusedAsync();
        await Expect(demo.KeyField).ToHaveValueAsync("");
        Assert.Equal(0, await demo.Page.EvaluateAsync<int>("() => sessionStorage.length"));
        await demo.PassAsync(DemoPage.Rest);
        await Expect(demo.Announcement).ToHaveTextAsync("This key was not accepted. The service asks for a key.");
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("schlüssel")]
    public async Task Key_ThatNoHeaderCanCarry_IsNotSent(string key)
    {
        await using var demo = await DemoPage.OpenAsync(chromium, set: s => s.Key = Key);

        await demo.KeyField.FillAsync(key);
        await demo.KeyField.PressAsync("Enter");

        await Expect(demo.Notice).ToHaveTextAsync("A key holds only letters, digits and signs of ASCII.");
        await Expect(demo.KeyField).ToHaveValueAsync(key);
    }

    [Fact]
    public async Task Typing_WhileAKeyIsAskedFor_AsksNothing()
    {
        await using var demo = await DemoPage.OpenAsync(chromium, set: s => s.Key = Key);
        await Expect(demo.KeyField).ToBeVisibleAsync();

        await demo.AskAsync("large");

        Assert.Empty(await demo.QuestionsAsync());
        await Expect(demo.KeyField).ToBeVisibleAsync();
    }
}
