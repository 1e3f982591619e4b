namespace DavidBert.Readme.Tests;

/// <summary>The calls of the service on the README and on its own page, made of a running one.</summary>
public sealed class ServiceTests
{
    private const string Address = "http://localhost:7071";

    [Theory]
    [InlineData("README.md", "As a service", "sh", "curl", "bash snippet.sh", "size")]
    [InlineData("README.md", "As a service", "js", "node", "node snippet.mjs", "fishy → smell")]
    [InlineData("docs/http.md", "Examples", "sh", "curl", "bash snippet.sh", "smell")]
    [InlineData("docs/http.md", "Examples", "python", "python3", "python3 snippet.py", "size 0.")]
    [InlineData("docs/http.md", "Examples", "csharp", "dotnet", "dotnet run snippet.cs", "size 0.")]
    public async Task Snippet_OfALanguage_GetsItsWord(
        string page, string heading, string language, string program, string command, string expected)
    {
        await using var shell = new Shell();
        await RequireAsync(shell, program);
        await using var service = await ServedCommand.StartAsync(shell, Serve());
        var examples = MarkdownPage.Read(Repository.At(page)).Examples;
        var snippet = Assert.Single(examples, example => example.IsIn(heading, language));
        Assert.Contains(Address, snippet.Text, StringComparison.Ordinal);
        shell.Write(command.Split(' ')[^1], snippet.Text.Replace(Address, service.Address, StringComparison.Ordinal));

        Assert.Contains(expected, await shell.RequireAsync(command), StringComparison.Ordinal);
        Assert.Equal(0, await service.StopAsync());
    }

    [Fact]
    public async Task Snippet_InTypeScript_GetsItsWords()
    {
        Assert.SkipWhen(NpmFolder.Missing is not null, $"{NpmFolder.Missing} is not installed.");
        await using var shell = new Shell();
        await using var service = await ServedCommand.StartAsync(shell, Serve());
        var examples = MarkdownPage.Read(Repository.At("docs", "http.md")).Examples;
        var snippet = Assert.Single(examples, example => example.IsIn("Examples", "ts"));
        shell.Write("snippet.ts", snippet.Text.Replace(Address, service.Address, StringComparison.Ordinal));
        shell.Write("package.json", """{"type": "module"}""");
        shell.Copy(Repository.At("examples", "client"), ".");
        var (code, output, _) = await new NpmFolder("clients").RunAsync(
            [
                "node_modules/typescript/bin/tsc", "--target", "es2022", "--module", "esnext", "--strict",
                "--moduleResolution", "bundler", "--rewriteRelativeImportExtensions", shell.At("snippet.ts"),
            ],
            cancellation: TestContext.Current.CancellationToken);
        Assert.True(code == 0, output);

        Assert.StartsWith("fishy → smell\n", await shell.RequireAsync("node snippet.js"), StringComparison.Ordinal);
        Assert.Equal(0, await service.StopAsync());
    }

    [Fact]
    public async Task Page_OfTheAddressThatIsNamed_IsThere()
    {
        Assert.Contains($"<{Address}>", MarkdownPage.Read(Repository.Readme).Text, StringComparison.Ordinal);
        await using var shell = new Shell();
        await using var service = await ServedCommand.StartAsync(shell, Serve());
        using var client = new HttpClient();

        var page = await client.GetStringAsync(new Uri(service.Address), TestContext.Current.CancellationToken);

        Assert.Contains("<!doctype html>", page, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, await service.StopAsync());
    }

    private static string Serve() =>
        Assert.Single(ReadmeCommand.ReadAll(), command => command.Mark is ReadmeCommand.Serves).Text;

    private static async Task RequireAsync(Shell shell, string program) =>
        Assert.SkipUnless((await shell.RunAsync($"command -v {program}")).Code == 0, $"{program} is not installed.");
}
