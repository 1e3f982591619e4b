using System.Diagnostics;
using System.Text.Json.Nodes;

namespace DavidBert.Training.Tests.Native;

/// <summary>libtorch is that of the machine that builds. On the others it is restored, but nobody has run it.</summary>
public sealed class TorchPackageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("osx-arm64")]
    [InlineData("win-arm64")]
    [InlineData("win-x64")]
    public async Task Restore_ForAnotherSystem_TakesItsLibtorch(string system)
    {
        var folder = Directory.CreateTempSubdirectory("davidbert-torch-");
        try
        {
            await RestoreAsync(system, folder.FullName);

            var assets = Assert.Single(
                folder.GetFiles("project.assets.json", SearchOption.AllDirectories),
                file => file.FullName.Contains("DavidBert.Training", StringComparison.Ordinal));
            var packages = JsonNode.Parse(await File.ReadAllTextAsync(assets.FullName, Cancellation))!["libraries"]!
                .AsObject()
                .Select(package => package.Key.Split('/')[0])
                .Where(name => name.StartsWith("libtorch-", StringComparison.Ordinal));
            Assert.Equal([$"libtorch-cpu-{system}"], packages);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task RestoreAsync(string system, string artifacts)
    {
        var start = new ProcessStartInfo("dotnet", [
            "restore", Repository.At("src", "DavidBert.Training"), $"-p:TorchSystem={system}",
            "--artifacts-path", artifacts, "--disable-build-servers",
        ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, output);
    }
}
