using System.Security.Cryptography;
using System.Text;
using DavidBert.Serving.Models;
using DavidBert.Serving.Tests.Http;
using static Microsoft.Playwright.Assertions;

namespace DavidBert.Serving.Tests.Page;

/// <summary>The page as the service serves it, with the default bundle's answers.</summary>
[Collection<InChromium>]
public sealed class RealServiceTests(Chromium chromium)
{
    private const string Key = "first key";
    private const int LargestPicture = 150_000;

    [Theory]
    [InlineData("/")]
    [InlineData("/api/demo")]
    public async Task Page_OfTheService_ShowsTheModelsAnswer(string path)
    {
        await using var service = await StartAsync();
        await using var demo = await DemoPage.OpenAsync(chromium, service.Address, new View(Path: path));

        await demo.AskAsync("very chonky");
        await Expect(demo.Word).ToHaveTextAsync("size");
        await demo.Example("fishy").ClickAsync();
        await demo.PassAsync(1);

        await Expect(demo.Word).ToHaveTextAsync("smell");
        await Expect(demo.Bars).ToHaveCountAsync(5);
        using var lease = service.Models.Acquire()!;
        var model = lease.Model.Identity;
        await Expect(demo.Page.Locator("#model")).ToHaveTextAsync(
            $"Model {model.Name} {model.Version}");
        Assert.Empty(demo.Complaints);
    }

    [Fact]
    public async Task Phrase_ThatTheModelCannotRead_IsRefusedInWords()
    {
        await using var service = await StartAsync();
        await using var demo = await DemoPage.OpenAsync(chromium, service.Address, new View());

        await demo.AskAsync("🫠");

        await Expect(demo.Notice).Not.ToBeEmptyAsync();
        await Expect(demo.Word).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Model_NotLoadedYet_IsWaitedFor()
    {
        await using var service = await RunningService.StartAsync(withModel: false);
        await using var demo = await DemoPage.OpenAsync(chromium, service.Address, new View());
        await demo.AskAsync("very chonky");
        await Expect(demo.Notice).ToContainTextAsync("No model yet. Trying again in");

        Load(service);
        await demo.PassAsync(60_000);

        await Expect(demo.Word).ToHaveTextAsync("size");
    }

    [Fact]
    public async Task Key_OfTheService_OpensThePage()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)));
        await using var service = await StartAsync(
            new() { ["DavidBert:Access:Mode"] = "key", ["DavidBert:Access:KeyHashes"] = hash });
        await using var demo = await DemoPage.OpenAsync(chromium, service.Address, new View(Path: "/#very%20chonky"));

        await demo.PassAsync(1);
        await demo.KeyField.FillAsync(Key);
        await demo.KeyField.PressAsync("Enter");
        await demo.PassAsync(1);

        await Expect(demo.Word).ToHaveTextAsync("size");
        await Expect(demo.KeyField).ToBeHiddenAsync();
    }

    /// <summary>The picture of the README.</summary>
    [Fact]
    public async Task Screenshot_WhenAskedFor_IsWritten()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("DAVIDBERT_SCREENSHOT") is "1",
            "DAVIDBERT_SCREENSHOT=1 writes docs/demo.png.");
        await using var service = await StartAsync();
        await using var demo = await DemoPage.OpenAsync(chromium, service.Address, new View(Height: 830));
        await demo.AskAsync("very chonky");
        await Expect(demo.Word).ToHaveTextAsync("size");

        var picture = await demo.Page.ScreenshotAsync(new() { Path = PageFiles.Screenshot });

        Assert.InRange(picture.Length, 1, LargestPicture);
    }

    private static async Task<RunningService> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var service = await RunningService.StartAsync(settings, withModel: false);
        Load(service);
        return service;
    }

    private static void Load(RunningService service) => service.Models.Swap(new ServedModel(
        Predictor.Load(PageFiles.DefaultBundle),
        Guid.NewGuid().ToString("N"),
        PageFiles.DefaultBundle,
        DateTimeOffset.UnixEpoch));
}
