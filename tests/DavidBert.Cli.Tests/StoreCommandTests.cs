using System.Text.Json.Nodes;
using Azure.Storage.Sas;
using DavidBert.Testing;

namespace DavidBert.Cli.Tests;

/// <summary><c>davidbert publish</c>, <c>models</c> and <c>rollback</c> against the storage emulator.</summary>
public sealed class StoreCommandTests(Azurite azurite)
{
    private const string Variable = "DAVIDBERT_STORAGE";

    [Fact]
    public async Task Publish_NewVersion_SaysWhatIsStoredAndWhatWasCurrent()
    {
        var account = await azurite.NewAccountAsync();
        using var first = new VersionBundle("1.0.0");
        using var second = new VersionBundle("1.1.0", "color");
        var run = await PublishAsync(account, first);

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.Matches(
            @"^test 1\.0\.0 is in http://127\.0\.0\.1:\d+/test\d+/models/test; uploaded .*model\.onnx, model\.json\.\n"
            + @"It is the current version now, the first\.\n$",
            run.Output);
        Assert.EndsWith(
            "It is the current version now; before, it was 1.0.0.\n",
            (await PublishAsync(account, second)).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_SameVersionAgain_SaysThatItWasThere()
    {
        var account = await azurite.NewAccountAsync();
        using var bundle = new VersionBundle("1.0.0");
        await PublishAsync(account, bundle);
        var run = await PublishAsync(account, bundle);

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.EndsWith("/models/test.\nIt was already the current version.\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_SameVersionWithOtherBytes_EndsWith2AndSaysWhatToDo()
    {
        var account = await azurite.NewAccountAsync();
        using var bundle = new VersionBundle("1.0.0");
        using var other = new VersionBundle("1.0.0", "color");
        await PublishAsync(account, bundle);

        AssertError(await PublishAsync(account, other), account, "1.0.0", "Give this bundle a new version");
    }

    [Fact]
    public async Task Models_SeveralVersions_AreListedNewestFirst()
    {
        var account = await PublishedAsync("1.0.0", "1.10.0");
        var run = await RunAsync(account, "models", "--name", "test");

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.Matches(
            @"^\* 1\.10\.0  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC +\d+\.\d\d MB  [0-9a-f]{64}\n"
            + @"  1\.0\.0   .* [0-9a-f]{64}\n$",
            run.Output);
    }

    [Fact]
    public async Task Models_Json_IsOneObjectALine()
    {
        var account = await azurite.NewAccountAsync();
        using var bundle = new VersionBundle("1.0.0");
        await PublishAsync(account, bundle);
        var run = await RunAsync(account, "models", "--name", "test", "--format", "json");
        var version = JsonNode.Parse(Assert.Single(run.Lines))!;

        Assert.Equal(
            ("1.0.0", true, bundle.Sha256),
            ((string?)version["version"], (bool)version["current"]!, (string?)version["sha256"]));
        Assert.Equal(Directory.GetFiles(bundle.Folder).Sum(file => new FileInfo(file).Length), (long)version["bytes"]!);
        Assert.NotEqual(default, (DateTimeOffset)version["published"]!);
    }

    [Fact]
    public async Task Models_EmptyStore_SaysSoOnStandardError()
    {
        var account = await azurite.NewAccountAsync();
        var run = await RunAsync(account, "models");

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Output));
        Assert.Contains("has no version of 'attributes' yet", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(account.Key, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rollback_WithoutAndWithAVersion_SaysWhichIsCurrent()
    {
        var account = await PublishedAsync("1.0.0", "1.1.0");
        var back = await RunAsync(account, "rollback", "--name", "test");
        var forth = await RunAsync(account, "rollback", "1.1.0", "--name", "test");

        Assert.Equal(
            (0, "test 1.0.0 is the current version.\n", string.Empty),
            (back.ExitCode, back.Output, back.Error));
        Assert.Equal(
            (0, "test 1.1.0 is the current version.\n", string.Empty),
            (forth.ExitCode, forth.Output, forth.Error));
    }

    [Theory]
    [InlineData("has no version '9.9.9' of 'test'; it has 1.0.0", "9.9.9")]
    [InlineData("was published before the current one, 1.0.0")]
    public async Task Rollback_NoSuchVersion_EndsWith2(string told, params string[] version)
    {
        var account = await PublishedAsync("1.0.0");

        AssertError(await RunAsync(account, ["rollback", .. version, "--name", "test"]), account, told);
    }

    [Theory]
    [InlineData("publish", "bundle")]
    [InlineData("models")]
    [InlineData("rollback")]
    public async Task Command_WrongKey_EndsWith2WithoutTheKey(params string[] command)
    {
        var account = await azurite.NewAccountAsync() with { Key = Convert.ToBase64String(new byte[64]) };
        using var bundle = new VersionBundle("1.0.0");

        AssertError(
            await RunAsync(account, [.. command.Select(word => word is "bundle" ? bundle.Folder : word)]),
            account,
            "storage refused access");
    }

    [Fact]
    public async Task Publish_SasThatMayOnlyRead_EndsWith2WithoutTheSignature()
    {
        var account = await azurite.NewAccountAsync();
        using var bundle = new VersionBundle("1.0.0");
        await PublishAsync(account, bundle);
        using var next = new VersionBundle("1.1.0");
        var address = account.AddressWithSas(AccountSasPermissions.Read | AccountSasPermissions.List).ToString();
        var publish = await DavidBertProcess.RunAsync(["publish", next.Folder, "--to", address]);
        var models = await DavidBertProcess.RunAsync(["models", "--storage", address, "--name", "test"]);

        AssertError(publish, account, "storage refused access");
        Assert.Equal(0, models.ExitCode);
        Assert.DoesNotContain(
            "sig=",
            publish.Output + publish.Error + models.Output + models.Error,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models", "--storage")]
    [InlineData("rollback", "--storage")]
    [InlineData("models", "--storag")]
    [InlineData("label", "--storage")]
    [InlineData("predict", "--storage")]
    public async Task Command_SettingThatIsNotAnAccount_EndsWith2WithoutRepeatingIt(string command, string option)
    {
        const string Secret = "c2VjcmV0LXNlY3JldA";
        string[] settings =
        [
            $"AccountKey={Secret}",
            $"AccountName=a;AccountKey=%{Secret}",
            $"https://a.blob.core.windows.net?se={Secret}",
            Secret,
        ];
        foreach (var setting in settings)
        {
            var run = await DavidBertProcess.RunAsync([command, option, setting]);

            Assert.Equal((2, string.Empty), (run.ExitCode, run.Output));
            Assert.StartsWith("davidbert: ", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Command_NoAccount_NamesTheOptionAndTheVariable()
    {
        var run = await DavidBertProcess.RunAsync(
            ["models"],
            environment: new Dictionary<string, string>(StringComparer.Ordinal) { [Variable] = "" });

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--storage ACCOUNT", run.Error, StringComparison.Ordinal);
        Assert.Contains(Variable, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" \n")]
    [InlineData("one\ntwo\n")]
    public async Task Command_StorageFileThatIsNotOneLine_EndsWith2WithoutRepeatingIt(string content)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        var run = await DavidBertProcess.RunAsync(["models", "--storage-file", file]);
        File.Delete(file);

        Assert.Equal((2, string.Empty), (run.ExitCode, run.Output));
        Assert.Equal(
            $"davidbert: --storage-file '{file}' must hold the storage account on one line.\n", run.Error);
    }

    [Fact]
    public async Task Command_StorageFile_ComesBeforeTheEnvironment()
    {
        var account = await PublishedAsync("1.0.0");
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"{account.ConnectionString}\n", TestContext.Current.CancellationToken);
        var run = await DavidBertProcess.RunAsync(
            ["models", "--name", "test", "--storage-file", file],
            environment: new Dictionary<string, string>(StringComparer.Ordinal) { [Variable] = "nonsense" });
        File.Delete(file);

        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        Assert.StartsWith("* 1.0.0", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("publish", "AccountName=a;AccountKey=c2VjcmV0")]
    [InlineData("models", "--storag", "c2VjcmV0")]
    [InlineData("models", "--storag=c2VjcmV0")]
    [InlineData("models", "--storage", "x", "AccountName=a;AccountKey=c2VjcmV0")]
    [InlineData("label", "--storage=c2VjcmV0")]
    [InlineData("label", "https://a.blob.core.windows.net/inbox/a.csv?sv=1&sig=c2VjcmV0")]
    public async Task AnyCommand_SecretInAWrongPlace_IsNotRepeated(params string[] args)
    {
        var run = await DavidBertProcess.RunAsync(args);

        Assert.Equal((2, string.Empty), (run.ExitCode, run.Output));
        Assert.StartsWith("davidbert: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_ConnectionRefused_NamesTheAddress()
    {
        var run = await DavidBertProcess.RunAsync(["models", "--storage", "http://127.0.0.1:1/x?sig=c2VjcmV0"]);

        Assert.Equal((2, string.Empty), (run.ExitCode, run.Output));
        Assert.Contains("127.0.0.1:1)", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_FolderThatIsNotABundle_EndsWith2()
    {
        var account = await azurite.NewAccountAsync();

        AssertError(await RunAsync(account, "publish", "nowhere"), account, "'nowhere' is not a bundle");
    }

    /// <summary>One line on standard error, nothing on standard output, and no secret.</summary>
    private static void AssertError(DavidBertProcess.Outcome run, AzuriteAccount account, params string[] told)
    {
        Assert.Equal((2, string.Empty), (run.ExitCode, run.Output));
        Assert.StartsWith("davidbert: ", Assert.Single(run.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.All(told, part => Assert.Contains(part, run.Error, StringComparison.Ordinal));
        Assert.DoesNotContain(account.Key, run.Error, StringComparison.Ordinal);
    }

    private static Task<DavidBertProcess.Outcome> PublishAsync(AzuriteAccount account, VersionBundle bundle) =>
        DavidBertProcess.RunAsync(["publish", bundle.Folder, "--to", account.ConnectionString]);

    /// <summary>Names the account by the environment, as one does with a secret.</summary>
    private static Task<DavidBertProcess.Outcome> RunAsync(AzuriteAccount account, params string[] args) =>
        DavidBertProcess.RunAsync(args, environment: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Variable] = account.ConnectionString
        });

    private async Task<AzuriteAccount> PublishedAsync(params string[] versions)
    {
        var account = await azurite.NewAccountAsync();
        foreach (var version in versions)
        {
            using var bundle = new VersionBundle(version);
            Assert.Equal(0, (await PublishAsync(account, bundle)).ExitCode);
        }

        return account;
    }
}
