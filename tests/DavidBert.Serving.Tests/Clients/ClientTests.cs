using DavidBert.Serving.Tests.Http;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Clients;

/// <summary>The client to copy and the types made of the description; and Firefox, which Playwright does not drive.</summary>
public sealed class ClientTests
{
    private static readonly string[] Firefox = ["firefox-esr", "firefox"];

    [Fact]
    public async Task Client_InTypeScript_CompilesAndBatchesRetriesAndStops()
    {
        await ClientFolder.RunAsync(
        [
            "node_modules/openapi-typescript/bin/cli.js",
            Repository.At("src", "DavidBert.Serving", "Http", "openapi.json"), "--output", "built/api.d.ts",
        ]);
        await ClientFolder.RunAsync(["node_modules/typescript/bin/tsc", "--project", "."]);
        await using var service = await RunningService.StartAsync();

        var output = await ClientFolder.RunAsync(
            ["--test", "client.test.mjs"], ("DAVIDBERT_ADDRESS", service.Address.ToString()));

        Assert.Contains("# pass 8", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_InFirefox_AnswersWithoutAComplaint()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var executable = Firefox.SelectMany(
            name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        Assert.SkipWhen(executable is null, "No Firefox is on the PATH.");
        await using var service = await RunningService.StartAsync();

        var output = await ClientFolder.RunAsync(
            ["--test", "firefox.test.mjs"],
            ("DAVIDBERT_ADDRESS", service.Address.ToString()),
            ("FIREFOX", executable));

        Assert.Contains("# pass 5", output, StringComparison.Ordinal);
    }
}
