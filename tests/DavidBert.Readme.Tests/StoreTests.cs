namespace DavidBert.Readme.Tests;

/// <summary>The README's commands that need a storage account, run with the emulator.</summary>
public sealed class StoreTests(Azurite azurite)
{
    private const string Mark = "needs Azurite";
    private const string Account = "UseDevelopmentStorage=true";

    [Fact]
    public async Task Commands_OfTheStore_AllSucceedInTheirOrder()
    {
        await using var shell = new Shell();
        var account = (await azurite.NewAccountAsync()).ConnectionString;
        Directory.CreateDirectory(shell.At("models"));
        shell.Copy(Repository.At("models", "attributes"), "models/attributes");
        shell.Set("DavidBert__Model__CacheFolder", shell.At("cache"));
        var commands = ReadmeCommand.ReadAll().Where(command => command.Mark is Mark).ToArray();
        Assert.Contains(commands, command => command.Text.StartsWith("davidbert rollback", StringComparison.Ordinal));

        foreach (var command in commands)
        {
            var text = command.Text.Replace(Account, $"'{account}'", StringComparison.Ordinal);
            Assert.NotEqual(command.Text, text);
            if (text.StartsWith("davidbert serve", StringComparison.Ordinal))
            {
                await using var service = await ServedCommand.StartAsync(shell, text);
                Assert.Equal(0, await service.StopAsync());
                await PublishAnotherAsync(shell, account);
            }
            else
            {
                await shell.RequireAsync(text);
            }
        }

        var versions = await shell.RequireAsync($"davidbert models --storage '{account}'");
        Assert.StartsWith("  2.0.1", versions, StringComparison.Ordinal);
    }

    /// <summary>So that there is something to roll back from.</summary>
    private static async Task PublishAnotherAsync(Shell shell, string account)
    {
        var manifest = shell.At("models/attributes/model.json");
        var text = await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            manifest,
            text.Replace("\"version\": \"2.0.0\"", "\"version\": \"2.0.1\"", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        await shell.RequireAsync($"davidbert publish models/attributes --to '{account}'");
    }
}
