using static Microsoft.Playwright.Assertions;

namespace DavidBert.Serving.Tests.Page;

[Collection<InChromium>]
public sealed class ExampleTests(Chromium chromium)
{
    [Fact]
    public async Task Example_Clicked_IsThePhraseAndIsAnsweredAtOnce()
    {
        await using var demo = await DemoPage.OpenAsync(
            chromium, set: s => s.Rule = r => Reply.Word(r.Text, "severity"));

        await demo.Example("a sharp pain").ClickAsync();
        await demo.PassAsync(1);

        await Expect(demo.Word).ToHaveTextAsync("severity");
        await Expect(demo.Phrase).ToHaveValueAsync("a sharp pain");
        await Expect(demo.Example("a sharp pain")).ToHaveAttributeAsync("aria-current", "true");
        await Expect(demo.Page.Locator("[aria-current]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Examples_ByKeyboard_FollowThePhraseInOrder()
    {
        await using var demo = await DemoPage.OpenAsync(chromium, set: s => s.Rule = r => Reply.Word(r.Text, "smell"));
        await Expect(demo.Phrase).ToBeFocusedAsync();

        await demo.Page.Keyboard.PressAsync("Tab");
        await Expect(demo.Example("very chonky")).ToBeFocusedAsync();
        await demo.Page.Keyboard.PressAsync("Tab");
        await demo.Page.Keyboard.PressAsync("Enter");
        await demo.PassAsync(1);

        await Expect(demo.Word).ToHaveTextAsync("smell");
        await Expect(demo.Example("fishy")).ToBeFocusedAsync();
        await demo.Page.Keyboard.PressAsync("Tab");
        await demo.Page.Keyboard.PressAsync("Space");
        await demo.PassAsync(1);
        await demo.HasReadAsync("valuable");
        Assert.Equal(["fishy", "valuable"], await demo.QuestionsAsync());
    }
}
