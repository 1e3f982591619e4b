using System.Text.RegularExpressions;
using DavidBert.Serving.Tests.Http;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Page;

/// <summary>The README's JavaScript in a page of another origin.</summary>
[Collection<InChromium>]
public sealed partial class OtherOriginTests(Chromium chromium)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task JavaScript_OfTheReadme_WorksWhereItsOriginIsNamed(bool isNamed)
    {
        await using var other = await StubService.StartAsync();
        var origin = other.Address.GetLeftPart(UriPartial.Authority);
        await using var service = await RunningService.StartAsync(
            new() { ["DavidBert:Cors:Origins"] = isNamed ? origin : "https://www.example.org" });
        await using var demo = await DemoPage.OpenAsync(
            chromium, new Uri(origin), new View(Path: StubService.OpenPage));
        var readme = await File.ReadAllTextAsync(Repository.Readme, TestContext.Current.CancellationToken);
        var program = JavaScript().Match(readme).Groups["program"].Value.Replace(
            "http://localhost:7071", service.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        Assert.Contains("response.ok", program, StringComparison.Ordinal);

        var said = await demo.Page.EvaluateAsync<string>(
            $$"""
            async () => {
              let said = "";
              const console = { log(line) { said = line; } };
              try {
                {{program}}
              } catch (error) {
                said = error.name;
              }
              return said;
            }
            """);

        if (isNamed)
        {
            Assert.StartsWith("fishy → ", said, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal("TypeError", said);
        }
    }

    [GeneratedRegex("```js\n(?<program>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex JavaScript();
}
