using static Microsoft.Playwright.Assertions;

namespace DavidBert.Serving.Tests.Page;

[Collection<InChromium>]
public sealed class ContentSecurityTests(Chromium chromium)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/api/demo")]
    public async Task Page_UnderItsPolicy_RunsWithoutAComplaint(string path)
    {
        await using var demo = await DemoPage.OpenAsync(
            chromium, new View(Path: path), s => s.Rule = r => Reply.Word(r.Text, "size"));

        await demo.AskAsync("large");
        await Expect(demo.Word).ToHaveTextAsync("size");
        await demo.Example("fishy").ClickAsync();
        await demo.PassAsync(1);
        await demo.HasReadAsync("fishy");
        await demo.PassAsync(DemoPage.Rest);
        await Expect(demo.Announcement).ToContainTextAsync("fishy");

        Assert.Empty(demo.Complaints);
    }

    [Fact]
    public async Task Page_UnderItsPolicy_RunsNothingElse()
    {
        await using var demo = await DemoPage.OpenAsync(chromium);

        await demo.Page.EvaluateAsync("""
            () => {
              const script = document.createElement("script");
              script.textContent = "window.intruder = true";
              document.body.append(script);
            }
            """);

        Assert.False(await demo.Page.EvaluateAsync<bool>("() => 'intruder' in window"));
        Assert.Contains(
            demo.Complaints, complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_Opened_ReachesNoOtherHost()
    {
        await using var demo = await DemoPage.OpenAsync(chromium);
        await Expect(demo.Page.Locator("#model")).Not.ToBeEmptyAsync();

        var service = demo.Service.Address.ToString();
        Assert.Contains(demo.Addresses, address => address.EndsWith("/api/demo/service.js", StringComparison.Ordinal));
        Assert.All(demo.Addresses, address => Assert.True(
            address.StartsWith(service, StringComparison.Ordinal)
            || address.StartsWith("data:", StringComparison.Ordinal), address));
    }
}
