using static Microsoft.Playwright.Assertions;

namespace DavidBert.Serving.Tests.Page;

/// <summary>The description for a person, at <c>/api/docs</c>.</summary>
[Collection<InChromium>]
public sealed class ReferenceTests(Chromium chromium)
{
    [Fact]
    public async Task Reference_Opened_ShowsTheDescriptionAndReachesNoOtherHost()
    {
        await using var service = await Http.RunningService.StartAsync();
        await using var demo = await DemoPage.OpenAsync(chromium, service.Address, new View(Path: "/api/docs"));
        await demo.Page.Clock.ResumeAsync();

        var heading = demo.Page.GetByRole(
            Microsoft.Playwright.AriaRole.Heading, new() { Name = "One word for a phrase, or for each of several" });
        await Expect(heading.First).ToBeVisibleAsync();
        await heading.First.ClickAsync();

        Assert.Empty(demo.Complaints);
        Assert.Contains(demo.Addresses, address => address.EndsWith("/api/openapi.json", StringComparison.Ordinal));
        var own = service.Address.ToString();
        Assert.All(demo.Addresses, address => Assert.True(
            address.StartsWith(own, StringComparison.Ordinal)
            || address.StartsWith("data:", StringComparison.Ordinal), address));
    }

    [Theory]
    [InlineData("gzip", 1)]
    [InlineData("identity", 2)]
    [InlineData("gzip;q=0", 2)]
    public async Task Script_OfTheReference_IsPackedForThoseWhoTakeIt(string encodings, int millionBytes)
    {
        await using var service = await Http.RunningService.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/docs/scalar.js");
        request.Headers.TryAddWithoutValidation("accept-encoding", encodings);
        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var content = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal(millionBytes is 1, response.Content.Headers.ContentEncoding.Contains("gzip"));
        Assert.InRange(content.Length, millionBytes * 1_000_000, 5 * millionBytes * 1_000_000);
    }
}
