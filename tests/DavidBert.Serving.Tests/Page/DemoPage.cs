using Microsoft.Playwright;

namespace DavidBert.Serving.Tests.Page;

/// <summary>The page, opened in a browser whose clock stands still until a test moves it.</summary>
internal sealed class DemoPage : IAsyncDisposable
{
    /// <summary>Milliseconds after the last keystroke at which the service is asked.</summary>
    public const int Pause = 150;

    /// <summary>The same where there are several phrases.</summary>
    public const int LongPause = 600;

    /// <summary>Milliseconds of quiet after which the page announces and writes its address.</summary>
    public const int Rest = 700;

    // Every phrase asked for and every one whose answer the page has read, known at once, without a wait for the
    // network.
    private const string Record = """
        window.asked = [];
        window.read = [];
        const send = window.fetch;
        window.fetch = (address, options) => {
          if (address === "/api/predict") {
            const { text, texts } = JSON.parse(options.body);
            window.asked.push(text ?? texts.join("|"));
          }
          return send(address, options);
        };
        const readJson = Response.prototype.json;
        Response.prototype.json = async function () {
          const body = await readJson.call(this);
          window.read.push(body.answer?.text ?? body.answers?.map((answer) => answer.text).join("|"));
          return body;
        };
        """;

    // Called off, a request still runs to its end, as one whose answer was on its way already.
    private const string IgnoreCalledOff = """
        const sendOn = window.fetch;
        window.fetch = (address, options) => sendOn(address, { ...options, signal: undefined });
        """;

    private static readonly DateTime Start = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly IBrowserContext context;
    private readonly StubService? stub;

    private DemoPage(IBrowserContext browser, IPage page, StubService? service) =>
        (context, Page, stub) = (browser, page, service);

    public IPage Page { get; }

    public StubService Service =>
        stub ?? throw new InvalidOperationException("This page is of a service that no test rules.");

    /// <summary>What the console said of errors, broken promises and broken content security.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>The address of every request.</summary>
    public List<string> Addresses { get; } = [];

    public ILocator Phrase => Page.GetByRole(AriaRole.Textbox, new() { Name = "Phrase" });

    public ILocator Word => Page.Locator("#word");

    public ILocator Bars =>
        Page.GetByRole(
            AriaRole.List, new() { Name = "The best words and their probabilities" }).GetByRole(AriaRole.Listitem);

    /// <summary>The rows of the table, their cells between tabs.</summary>
    public ILocator Rows => Page.Locator("#rows tr");

    /// <summary>What opens the commands for programs.</summary>
    public ILocator Programs => Page.GetByText("Ask this from a program");

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Notice => Page.Locator("#notice");

    public ILocator Remark => Page.Locator("#remark");

    public ILocator Announcement => Page.GetByRole(AriaRole.Status);

    public ILocator KeyField => Page.GetByLabel("Key", new() { Exact = true });

    public ILocator Example(string phrase) => Page.GetByRole(AriaRole.List, new() { Name = "Examples" })
        .GetByRole(AriaRole.Button, new() { Name = phrase, Exact = true });

    /// <summary>The page of a service that the test rules.</summary>
    public static async Task<DemoPage> OpenAsync(Chromium chromium, View? view = null, Action<StubService>? set = null)
    {
        var browser = chromium.Browser;
        var service = await StubService.StartAsync();
        set?.Invoke(service);
        return await OpenAsync(browser, service.Address, view ?? new View(), service);
    }

    /// <summary>The page of any service.</summary>
    public static Task<DemoPage> OpenAsync(Chromium chromium, Uri address, View view) =>
        OpenAsync(chromium.Browser, address, view, service: null);

    /// <summary>Types as one who does not stop between letters.</summary>
    public Task TypeAsync(string text) => Phrase.PressSequentiallyAsync(text);

    public async Task AskAsync(string phrase)
    {
        await Phrase.FillAsync(phrase);
        await PassAsync(phrase.Contains('\n', StringComparison.Ordinal) ? LongPause : Pause);
    }

    /// <summary>Lets time go by in the page.</summary>
    public Task PassAsync(int milliseconds) => Page.Clock.RunForAsync(milliseconds);

    public Task<string[]> QuestionsAsync() => Page.EvaluateAsync<string[]>("() => window.asked");

    /// <summary>Waits until an answer was read, and with it whatever the page does about it.</summary>
    public Task HasReadAsync(string phrase) =>
        Page.WaitForFunctionAsync("phrase => window.read.includes(phrase)", phrase);

    public Task<string> HashAsync() => Page.EvaluateAsync<string>("() => location.hash");

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        if (stub is not null)
        {
            await stub.DisposeAsync();
        }
    }

    private static async Task<DemoPage> OpenAsync(IBrowser chromium, Uri address, View view, StubService? service)
    {
        var browser = await chromium.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            ViewportSize = new() { Width = view.Width, Height = view.Height },
            ColorScheme = view.Dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        await browser.AddInitScriptAsync(Record + (view.AnswersArriveLate ? IgnoreCalledOff : ""));
        await browser.Clock.InstallAsync(new() { TimeDate = Start });
        await browser.Clock.PauseAtAsync(Start.AddSeconds(1));
        var page = await browser.NewPageAsync();
        var demo = new DemoPage(browser, page, service);
        demo.Listen();
        await page.GotoAsync(view.Path);
        return demo;
    }

    private void Listen()
    {
        Page.Request += (_, request) => Addresses.Add(request.Url);
        Page.PageError += (_, error) => Complaints.Add(error);
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Complaints.Add(message.Text);
            }
        };
    }
}
