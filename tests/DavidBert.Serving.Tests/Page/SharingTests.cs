using static Microsoft.Playwright.Assertions;

namespace DavidBert.Serving.Tests.Page;

[Collection<InChromium>]
public sealed class SharingTests(Chromium chromium)
{
    [Theory]
    [InlineData("very chonky", "#very%20chonky")]
    [InlineData("50% off #1 & more", "#50%25%20off%20%231%20%26%20more")]
    [InlineData("naïve 😀", "#na%C3%AFve%20%F0%9F%98%80")]
    public async Task Phrase_Answered_StandsInTheAddress(string phrase, string hash)
    {
        await using var demo = await DemoPage.OpenAsync(chromium, set: s => s.Rule = r => Reply.Word(r.Text, "size"));

        await demo.AskAsync(phrase);
        await demo.HasReadAsync(phrase);
        Assert.Equal("", await demo.HashAsync());
        await demo.PassAsync(DemoPage.Rest);

        Assert.Equal(hash, await demo.HashAsync());
        await Expect(demo.Page).ToHaveTitleAsync($"{phrase} → size · DavidBert");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/demo")]
    public async Task Address_WithAPhrase_OpensWithItsAnswer(string path)
    {
        var view = new View(Path: path + "#50%25%20off%20%231");
        await using var demo = await DemoPage.OpenAsync(chromium, view, s => s.Rule = r => Reply.Word(r.Text, "price"));

        await demo.PassAsync(1);

        await Expect(demo.Phrase).ToHaveValueAsync("50% off #1");
        await Expect(demo.Word).ToHaveTextAsync("price");
        Assert.Equal(["50% off #1"], await demo.QuestionsAsync());
    }

    [Fact]
    public async Task Address_ChangedByHand_IsFollowed()
    {
        await using var demo = await DemoPage.OpenAsync(
            chromium, new View(Path: "/#fishy"), s => s.Rule = r => Reply.Word(r.Text, r.Text + "ness"));
        await demo.PassAsync(1);
        await Expect(demo.Word).ToHaveTextAsync("fishyness");

        await demo.Page.EvaluateAsync("() => { location.hash = 'large'; }");
        await Expect(demo.Phrase).ToHaveValueAsync("large");
        await demo.PassAsync(1);

        await Expect(demo.Word).ToHaveTextAsync("largeness");
    }

    [Fact]
    public async Task Address_ThatIsNotWellFormed_OpensEmpty()
    {
        await using var demo = await DemoPage.OpenAsync(chromium, new View(Path: "/#%E0%A4%A"));

        await Expect(demo.Phrase).ToHaveValueAsync("");
        Assert.Empty(await demo.QuestionsAsync());
        Assert.Empty(demo.Complaints);
    }

    [Fact]
    public async Task Phrase_WithALoneSurrogate_StandsInTheAddressAsReplaced()
    {
        await using var demo = await DemoPage.OpenAsync(chromium, set: s => s.Rule = r => Reply.Word(r.Text, "size"));

        await demo.Phrase.EvaluateAsync(
            "input => { input.value = 'a \\ud800'; input.dispatchEvent(new Event('input')); }");
        await demo.PassAsync(DemoPage.Pause);
        await Expect(demo.Word.Or(demo.Notice).Filter(new() { Visible = true })).ToHaveCountAsync(1);
        await demo.PassAsync(DemoPage.Rest);

        Assert.Equal("#a%20%EF%BF%BD", await demo.HashAsync());
    }
}
