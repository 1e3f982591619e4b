using Microsoft.Playwright;

namespace DavidBert.Serving.Tests.Page;

/// <summary>The installed Chromium, one for all tests of the page; where there is none they are skipped.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>The shell first: it draws no window around the page, which is two thirds of the work.</summary>
    private static readonly string[] Names =
        ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private static readonly string[] Switches =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>Skips the running test where no Chromium is installed.</summary>
    public IBrowser Browser
    {
        get
        {
            Assert.SkipWhen(browser is null, "No Chromium is on the PATH.");
            return browser;
        }
    }

    public async ValueTask InitializeAsync()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var executable = Names.SelectMany(
            name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        if (executable is not null)
        {
            Assertions.SetDefaultExpectTimeout(30_000);
            playwright = await Playwright.CreateAsync();
            browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = Switches });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }
}
