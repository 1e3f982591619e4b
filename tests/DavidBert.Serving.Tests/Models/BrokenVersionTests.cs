using System.Text;
using DavidBert.Bundles;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Models;

/// <summary>A version that cannot answer never takes the place of one that does.</summary>
public sealed class BrokenVersionTests(Azurite azurite)
{
    private const string Folder = $"{TestStore.Name}/1.1.0";

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("vocab.txt")]
    [InlineData("words.txt")]
    public async Task Refresh_FileWithOtherBytes_IsToldByItsDigest(string file)
    {
        using var first = new VersionBundle("1.0.0");
        using var broken = new VersionBundle("1.1.0");
        await using var service = await StoreService.StartAsync(azurite, first);
        await service.Store.PublishAsync(broken);
        var content = await File.ReadAllBytesAsync(broken.PathOf(file), TestContext.Current.CancellationToken);
        content[^1] ^= 1;
        await service.Store.PutAsync($"{Folder}/{file}", content);
        await service.StepAsync();
        var error = await service.FailureAsync(first, "1.1.0");

        Assert.Contains($"1.1.0/{file}", error, StringComparison.Ordinal);
        Assert.Contains("SHA-256", error, StringComparison.Ordinal);
        Assert.Contains(broken.Sha256Of(file), error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_TruncatedFile_IsToldByItsSize()
    {
        using var first = new VersionBundle("1.0.0");
        using var broken = new VersionBundle("1.1.0");
        await using var service = await StoreService.StartAsync(azurite, first);
        await service.Store.PublishAsync(broken);
        await service.Store.PutAsync($"{Folder}/model.onnx", [1, 2, 3]);
        await service.StepAsync();
        var error = await service.FailureAsync(first, "1.1.0");

        Assert.Contains("1.1.0/model.onnx has 3 bytes", error, StringComparison.Ordinal);
        Assert.Contains($"{new FileInfo(broken.PathOf("model.onnx")).Length}", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.json")]
    [InlineData("model.onnx")]
    [InlineData("words.txt")]
    public async Task Refresh_MissingFile_IsNamed(string file)
    {
        using var first = new VersionBundle("1.0.0");
        using var broken = new VersionBundle("1.1.0");
        await using var service = await StoreService.StartAsync(azurite, first);
        await service.Store.PublishAsync(broken);
        await service.Store.DeleteAsync($"{Folder}/{file}");
        await service.StepAsync();

        Assert.Contains(
            $"1.1.0/{file} is missing", await service.FailureAsync(first, "1.1.0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_GraphThatCannotBeRead_IsNamed()
    {
        using var first = new VersionBundle("1.0.0");
        using var broken = new VersionBundle("1.1.0");
        await using var service = await StoreService.StartAsync(azurite, first);
        broken.Replace(Bundle.ModelFile, Encoding.UTF8.GetBytes("this is no graph"));
        await service.Store.ForceAsync(broken);
        await service.StepAsync();

        Assert.Contains("model.onnx", await service.FailureAsync(first, "1.1.0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_GraphThatFailsWhenItAnswers_IsNamed()
    {
        using var first = new VersionBundle("1.0.0");
        using var broken = new VersionBundle("1.1.0");
        await using var service = await StoreService.StartAsync(azurite, first);
        var table = new float[TestBundle.Words.Count, TestBundle.Words.Count];
        table[TestBundle.IndexOf("very"), TestBundle.IndexOf("size")] = float.NaN; // a word of the warm-up phrase
        broken.Replace(Bundle.ModelFile, BagOfPiecesGraph.Write(table));
        await service.Store.ForceAsync(broken);
        await service.StepAsync();

        Assert.Contains("model.onnx", await service.FailureAsync(first, "1.1.0"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 3", "format")]
    [InlineData("{", "", "cannot be read")]
    [InlineData("model.onnx", "../model.onnx", "model.onnx")]
    public async Task Refresh_ModelJsonOfAnotherKind_IsTold(string from, string to, string told)
    {
        using var first = new VersionBundle("1.0.0");
        using var broken = new VersionBundle("1.1.0");
        await using var service = await StoreService.StartAsync(azurite, first);
        var path = broken.PathOf(ModelManifest.FileName);
        var json = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var at = json.IndexOf(from, StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            path, json.Remove(at, from.Length).Insert(at, to), TestContext.Current.CancellationToken);
        await service.Store.ForceAsync(broken);
        await service.StepAsync();

        Assert.Contains(told, await service.FailureAsync(first, "1.1.0"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"version": "../../1.0.0", "sha256": "00", "published": "2026-01-01T00:00:00Z"}""")]
    public async Task Refresh_GarbagePointer_IsTold(string content)
    {
        using var first = new VersionBundle("1.0.0");
        await using var service = await StoreService.StartAsync(azurite, first);
        await service.Store.PutAsync(TestStore.Pointer, Encoding.UTF8.GetBytes(content));
        await service.StepAsync();

        Assert.Contains("current.json", await service.FailureAsync(first, failed: null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9.9.9", null, "9.9.9/model.json is missing")]
    [InlineData("1.0.0", "0000000000000000000000000000000000000000000000000000000000000000", "SHA-256")]
    [InlineData("1.0.0", "../../../etc", "not a SHA-256")]
    [InlineData("1.0.0", "", "not a SHA-256")]
    public async Task Refresh_PointerToWhatIsNotThere_IsTold(string version, string? sha256, string told)
    {
        using var first = new VersionBundle("1.0.0");
        await using var service = await StoreService.StartAsync(azurite, first);
        await service.Store.PointAsync(version, sha256 ?? new string('a', 64));
        await service.StepAsync();

        Assert.Contains(told, await service.FailureAsync(first, version), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_PointerThatIsGone_IsTold()
    {
        using var first = new VersionBundle("1.0.0");
        await using var service = await StoreService.StartAsync(azurite, first);
        await service.Store.DeleteAsync(TestStore.Pointer);
        await service.StepAsync();

        Assert.Contains(
            "current.json is missing", await service.FailureAsync(first, failed: null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_BrokenVersion_HasNoModelUntilAGoodOneComes()
    {
        using var broken = new VersionBundle("1.0.0");
        using var good = new VersionBundle("1.1.0");
        await using var service = await StoreService.PrepareAsync(azurite);
        await service.Store.PublishAsync(broken);
        await service.Store.PutAsync($"{TestStore.Name}/1.0.0/model.onnx", [1]);
        await service.StartAsync();
        await service.StepAsync();
        Assert.Null(service.Http.Models.Acquire());
        Assert.Contains("1.0.0/model.onnx", service.Http.LoadFailure, StringComparison.Ordinal);
        await service.Store.PublishAsync(good);
        await service.StepAsync();

        Assert.Equal("1.1.0", await service.VersionAsync());
    }
}
