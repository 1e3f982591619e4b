using static Microsoft.Playwright.Assertions;

namespace DavidBert.Serving.Tests.Page;

/// <summary>The picture of the README, made on request: <c>DAVIDBERT_SCREENSHOT=1</c> writes docs/demo.png.</summary>
[Collection<InChromium>]
public sealed class ScreenshotTests(Chromium chromium)
{
    private const long LargestPicture = 150_000;

    private static readonly (string Word, double Score)[] Best =
        [("size", 0.8431), ("weight", 0.0950), ("build", 0.0235), ("thickness", 0.0053), ("width", 0.0038)];

    [Fact]
    public async Task Screenshot_WhenAskedFor_IsWritten()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("DAVIDBERT_SCREENSHOT") is "1", "DAVIDBERT_SCREENSHOT=1 asks for the picture.");
        await using var demo = await DemoPage.OpenAsync(chromium, new View(Height: 830), s => s.Rule = r => Reply.Words(r.Text, Best));
        await demo.AskAsync("very chonky");
        await Expect(demo.Word).ToHaveTextAsync("size");

        var picture = await demo.Page.ScreenshotAsync(new() { Path = PageFiles.Screenshot });

        Assert.InRange(picture.Length, 1, LargestPicture);
    }
}
