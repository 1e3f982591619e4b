using System.Text.Json;
using DavidBert.Functions.Tests.Host;
using DavidBert.Serving.Inbox;
using DavidBert.Testing;

namespace DavidBert.Functions.Tests;

/// <summary>What the worker writes to its console, which is what the host shows of it.</summary>
public sealed class LogTests(Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Console_ModelLoadedAndFileLabelled_HasALineForEach()
    {
        using var files = await FileAccount.NewAsync(azurite);
        await using var host = await StartAsync(new(StringComparer.Ordinal)
        {
            ["AzureWebJobsStorage"] = files.Account.ConnectionString,
            ["DavidBert:Model:Folder"] = files.Model.Bundle.Folder,
        });
        await files.PutAsync("a.csv", FileAccount.Table(3));
        await host.BlobAsync("label-file", FilePlaces.Inbox, "a.csv", Cancellation);
        while (host.Process.Lines.Count < 2)
        {
            // A console logger writes when it comes to it.
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
        }

        Assert.Collection(
            host.Process.Lines,
            line => Assert.Contains("The model 1", line, StringComparison.Ordinal),
            line =>
            {
                Assert.Contains("The file a.csv is labelled by version", line, StringComparison.Ordinal);
                Assert.Contains("Rows: 3; chunks: 1.", line, StringComparison.Ordinal);
            });
    }

    [Fact]
    public async Task Console_ContainersMissing_SaysWhich()
    {
        var account = await azurite.NewAccountAsync();
        await using var host = await StartAsync(new(StringComparer.Ordinal)
        {
            ["AzureWebJobsStorage"] = account.ConnectionString,
        });
        while (!host.Process.Lines.Any(
            line => line.Contains("container inbox, container work", StringComparison.Ordinal)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
        }
    }

    [Theory]
    [InlineData("DavidBert:RateLimit:Burst", "0", "DavidBert__RateLimit__Burst")]
    [InlineData("DavidBert:Storage", "nonsense", "DavidBert__Storage")]
    public async Task Console_WrongSetting_SaysWhichAndTheWorkerEnds(string name, string value, string expected)
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(
            () => StartAsync(new(StringComparer.Ordinal) { [name] = value }));

        Assert.Contains("The worker ended with 1", e.Message, StringComparison.Ordinal);
        Assert.Contains($"The setting {expected}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HostFile_RequestsToStorage_AreNotLogged()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Repository.At("host.json")));
        var levels = host.RootElement.GetProperty("logging").GetProperty("logLevel");

        Assert.Equal("Error", levels.GetProperty("Azure.Core").GetString());
    }

    private static Task<FunctionsHost> StartAsync(Dictionary<string, string?> settings) =>
        FunctionsHost.StartAsync(WorkerPool.Deployed, settings, Cancellation);
}
