using Deque.AxeCore.Commons;
using static Microsoft.Playwright.Assertions;

namespace DavidBert.Serving.Tests.Page;

[Collection<InChromium>]
public sealed class AccessibilityTests(Chromium chromium)
{
    private const double EnoughContrast = 4.5;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    [Theory]
    [InlineData(1280, false)]
    [InlineData(1280, true)]
    [InlineData(360, false)]
    [InlineData(360, true)]
    public async Task Page_InEveryState_HasNoViolation(int width, bool dark)
    {
        var view = new View(Width: width, Dark: dark);
        await using var demo = await DemoPage.OpenAsync(chromium, view, s => s.Rule = r => r.Text switch
        {
            "?" => Reply.Problem(422, "Unreadable", "The text has no letter."),
            "hm" => Reply.Word(r.Text, "size", 0.2, confident: false),
            "a" => Reply.Answers(
                Answered.With("a", "size", 0.9, confident: true), Answered.With("b", "value", 0.2, confident: false)),
            _ => Reply.Word(r.Text, "intelligence"),
        });
        await demo.Page.Clock.ResumeAsync(); // axe has timers of its own.
        await ExpectNoViolationAsync(demo);

        foreach (var phrase in new[] { "large", "hm", "?" })
        {
            await demo.AskAsync(phrase);
            await Expect(demo.Page.Locator("#result[aria-busy='false']")).ToHaveCountAsync(1);
            await demo.PassAsync(DemoPage.Rest);
            await Expect(demo.Announcement).ToContainTextAsync(phrase + ":");
            await ExpectNoViolationAsync(demo);
        }

        await demo.AskAsync("a\nb");
        await Expect(demo.Rows).ToHaveCountAsync(2);
        await demo.Programs.ClickAsync();
        await ExpectNoViolationAsync(demo);

        demo.Service.Key = "k";
        await demo.AskAsync("a sharp mind");
        await Expect(demo.KeyField).ToBeVisibleAsync();
        await ExpectNoViolationAsync(demo);
    }

    [Fact]
    public async Task Page_At360Pixels_HasNoHorizontalScroll()
    {
        const string Longest = "telecommunications";
        await using var demo = await DemoPage.OpenAsync(chromium, View.Narrow, s => s.Rule = r => r.Text switch
        {
            "?" => Reply.Problem(422, "Unreadable", new string('x', 200)),
            _ => Reply.Words(r.Text, [(Longest, 0.5), ("internationalization", 0.2), (new string('m', 60), 0.1)]),
        });
        await ExpectNoScrollAsync(demo);

        await demo.AskAsync(new string('w', 300));
        await Expect(demo.Word).ToHaveTextAsync(Longest);
        await ExpectNoScrollAsync(demo);
        var (word, page) = (await demo.Word.BoundingBoxAsync(), demo.Page.ViewportSize!.Width);
        Assert.True(word!.X + word.Width <= page, "The word leaves the page.");
        Assert.True(word.Height < 100, "The word needs more than its line.");

        await demo.Programs.ClickAsync();
        await ExpectNoScrollAsync(demo);

        await demo.AskAsync("?");
        await Expect(demo.Notice).ToContainTextAsync("xxx");
        await ExpectNoScrollAsync(demo);
        demo.Service.Rule = _ => Reply.Answers(
            Answered.With(new string('w', 90), Longest, 0.9, confident: true),
            Answered.Nothing("naught"), Answered.Failed("?"));
        await demo.AskAsync("three\nof\nthem");
        await Expect(demo.Rows).ToHaveCountAsync(3);
        await ExpectNoScrollAsync(demo);
        demo.Service.Key = "k";
        await demo.AskAsync("locked");
        await Expect(demo.KeyField).ToBeVisibleAsync();
        await ExpectNoScrollAsync(demo);
    }

    [Theory]
    [InlineData(false, "rgb(251, 250, 248)")]
    [InlineData(true, "rgb(20, 22, 21)")]
    public async Task Colours_FollowTheSystem_WithEnoughContrast(bool dark, string paper)
    {
        await using var demo = await DemoPage.OpenAsync(
            chromium, new View(Dark: dark), s => s.Rule = r => Reply.Word(r.Text, "size"));
        await demo.AskAsync("large");
        await Expect(demo.Word).ToBeVisibleAsync();

        Assert.Equal(
            paper, await demo.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
        string[] parts =
        [
            "#word", "#phrase", "h1", "#hint", "#model", ".examples button", ".bar-word", ".bar-score", ".bottom", "a",
            "#curl", ".purpose p", ".tools button",
        ];
        foreach (var part in parts)
        {
            var color = await demo.Page.Locator(part).First.EvaluateAsync<string>(
                "part => getComputedStyle(part).color");
            Assert.True(
                Contrast.Between(color, paper) >= EnoughContrast,
                $"{part} has a contrast of {Contrast.Between(color, paper):F2}.");
        }
    }

    [Fact]
    public async Task Announcement_WhileTyping_IsMadeOnceAllIsQuiet()
    {
        await using var demo = await DemoPage.OpenAsync(
            chromium, set: s => s.Rule = r => Reply.Word(r.Text, "size", 0.7, confident: false));
        await Expect(demo.Announcement).ToHaveAttributeAsync("role", "status");

        foreach (var phrase in new[] { "lar", "large" })
        {
            await demo.AskAsync(phrase);
            await demo.HasReadAsync(phrase);
            await demo.PassAsync(DemoPage.Rest - DemoPage.Pause - 1);
            await Expect(demo.Announcement).ToHaveTextAsync("");
        }

        await demo.PassAsync(DemoPage.Rest);
        await Expect(demo.Announcement).ToHaveTextAsync(
            "large: size, 70.0%. Unsure: below the 75.0% that the model needs to be confident.");
    }

    [Fact]
    public async Task Waiting_ForAnAnswer_IsMarkedBusy()
    {
        await using var demo = await DemoPage.OpenAsync(chromium);
        await demo.AskAsync("large");
        (await demo.Service.NextAsync()).Answer(Reply.Word("large", "size"));
        var result = demo.Page.GetByRole(Microsoft.Playwright.AriaRole.Region, new() { Name = "Answer" });
        await Expect(result).ToHaveAttributeAsync("aria-busy", "false");

        await demo.AskAsync("larger");
        await Expect(result).ToHaveAttributeAsync("aria-busy", "true");
    }

    [Fact]
    public async Task Keyboard_Alone_ReachesEverythingInOrder()
    {
        await using var demo = await DemoPage.OpenAsync(chromium, set: s => s.Rule = _ => Reply.Answers(
            Answered.With("a", "size", 0.9, confident: true), Answered.With("b", "value", 0.2, confident: false)));
        await demo.AskAsync("a\nb");
        await Expect(demo.Rows).ToHaveCountAsync(2);
        await demo.Phrase.FocusAsync();

        var reached = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            await demo.Page.Keyboard.PressAsync("Tab");
            var name = await demo.Page.EvaluateAsync<string>(
                "() => document.activeElement.id || document.activeElement.ariaLabel || document.activeElement.textContent");
            if (name is "Ask this from a program")
            {
                await demo.Page.Keyboard.PressAsync("Enter");
            }

            reached.Add(name);
        }

        Assert.Equal(
            [
                "three at once", "Answers", "copy-table", "save-table", "Ask this from a program", "curl", "copy-curl",
                "fetch", "copy-fetch", "API reference", "API reference", "OpenAPI",
            ],
            reached.SkipWhile(name => name is not "three at once").Take(12));
    }

    [Fact]
    public async Task Motion_NotWanted_IsNotThere()
    {
        const string Durations = "bars => bars.map(bar => getComputedStyle(bar).transitionDuration)";
        await using var demo = await DemoPage.OpenAsync(chromium, set: s => s.Rule = r => Reply.Word(r.Text, "size"));
        await demo.AskAsync("large");
        var bars = demo.Page.Locator(".bar-fill");
        await Expect(bars).ToHaveCountAsync(5);

        Assert.All(await bars.EvaluateAllAsync<string[]>(Durations), duration => Assert.Equal("0s", duration));
        await demo.Page.EmulateMediaAsync(new() { ReducedMotion = Microsoft.Playwright.ReducedMotion.NoPreference });
        Assert.All(await bars.EvaluateAllAsync<string[]>(Durations), duration => Assert.Equal("0.25s", duration));
    }

    /// <summary>
    /// Runs axe in the page itself, which has no frames: what goes through them opens a further page at every run.
    /// </summary>
    private static async Task ExpectNoViolationAsync(DemoPage demo)
    {
        const string Run = """
            async () => {
                const found = await axe.run();
                if (!found.passes.length) throw new Error("axe looked at nothing.");
                return found.violations.map(v => `${v.id}: ${v.help}; ${v.nodes.map(node => node.html).join(", ")}`);
            }
            """;
        if (await demo.Page.EvaluateAsync<bool>("() => !window.axe"))
        {
            await demo.Page.EvaluateAsync(Axe);
        }

        var violations = await demo.Page.EvaluateAsync<string[]>(Run);
        Assert.True(violations.Length == 0, string.Join('\n', violations));
    }

    private static async Task ExpectNoScrollAsync(DemoPage demo) => Assert.Equal(
        demo.Page.ViewportSize!.Width, await demo.Page.EvaluateAsync<int>(
            "() => document.documentElement.scrollWidth"));
}
