using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DavidBert.Serving.Tests.Http;
using static Microsoft.Playwright.Assertions;

namespace DavidBert.Serving.Tests.Page;

/// <summary>The commands that the page offers, copied from it and run.</summary>
[Collection<InChromium>]
public sealed class ProgramTests(Chromium chromium)
{
    private const string Key = "first key";
    private const string Placeholder = "YOUR-KEY";
    private const string Phrase = """it's "large" & $HOME `ü` \n </script>""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Curl_CopiedFromThePage_GivesTheAnswer(bool keyed)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "There is no POSIX shell.");
        await using var service = await StartAsync(keyed);
        await using var demo = await AskAsync(service, keyed, Phrase);

        var command = await CopyAsync(demo, "Copy curl");
        Assert.Equal(keyed, command.Contains($"'x-api-key: {Placeholder}'", StringComparison.Ordinal));
        var output = await RunAsync("sh", "-c", command.Replace(Placeholder, Key, StringComparison.Ordinal));

        Assert.Equal(Phrase, (string?)JsonNode.Parse(output)!["answer"]!["text"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task JavaScript_CopiedFromThePage_PrintsTheWords(bool keyed)
    {
        await using var service = await StartAsync(keyed);
        await using var demo = await AskAsync(service, keyed, $"{Phrase}\nfishy");

        var program = await CopyAsync(demo, "Copy JavaScript");
        Assert.Equal(keyed, program.Contains($"\"{Placeholder}\"", StringComparison.Ordinal));
        Assert.DoesNotContain(Key, program, StringComparison.Ordinal);
        var output = await RunAsync(
            "node", "--input-type=module", "--eval", program.Replace(Placeholder, Key, StringComparison.Ordinal));

        var lines = output.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith($"{Phrase} ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("fishy ", lines[1], StringComparison.Ordinal);
    }

    private static Task<RunningService> StartAsync(bool keyed) => RunningService.StartAsync(!keyed ? null : new()
    {
        ["DavidBert:Access:Mode"] = "key",
        ["DavidBert:Access:KeyHashes"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key))),
    });

    private async Task<DemoPage> AskAsync(RunningService service, bool keyed, string phrases)
    {
        var demo = await DemoPage.OpenAsync(chromium, service.Address, new View());
        if (keyed)
        {
            await demo.KeyField.FillAsync(Key);
            await demo.KeyField.PressAsync("Enter");
        }

        await demo.AskAsync(phrases);
        await Expect(demo.Page.Locator("#result[aria-busy='false']")).ToBeVisibleAsync();
        await demo.Programs.ClickAsync();
        return demo;
    }

    private static async Task<string> CopyAsync(DemoPage demo, string button)
    {
        await demo.Button(button).ClickAsync();
        await Expect(demo.Page.GetByText("Copied", new() { Exact = true })).ToHaveCountAsync(1);
        return await demo.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await error}");
        return output;
    }
}
