using DavidBert.Bundles;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Models;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Models;

/// <summary>A model that begins to load before there is a host.</summary>
public sealed class ModelAheadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LoadAsync_BegunByTheSameSettings_GivesThatModelOnce()
    {
        using var bundle = new TestBundle();
        var options = OptionsOf(bundle.Folder);
        var ahead = ModelAhead.Begin(options);
        var source = new AheadSource(new FolderSource(bundle.Folder), ahead, options with { });

        var found = await source.LookAsync(Cancellation);
        var loaded = await source.LoadAsync(found!, new PredictorOptions(), Cancellation);
        var again = await source.LoadAsync(found!, new PredictorOptions(), Cancellation);

        using var first = loaded.Predictor;
        using var second = again.Predictor;
        Assert.Same((await ahead.Model)!.Loaded.Predictor, first);
        Assert.NotSame(first, second);
    }

    [Fact]
    public async Task LoadAsync_BegunByOtherSettings_LoadsAnewAndFreesTheFirst()
    {
        using var bundle = new TestBundle();
        var ahead = ModelAhead.Begin(OptionsOf(bundle.Folder));
        var other = OptionsOf(bundle.Folder) with { Limits = new LimitOptions { Characters = 5 } };
        var source = new AheadSource(new FolderSource(bundle.Folder), ahead, other);

        var found = await source.LookAsync(Cancellation);
        var loaded = await source.LoadAsync(found!, new PredictorOptions(), Cancellation);

        using var predictor = loaded.Predictor;
        var begun = (await ahead.Model)!.Loaded.Predictor;
        Assert.NotSame(begun, predictor);
        Assert.Throws<ObjectDisposedException>(() => begun.Predict("fishy", cancellation: Cancellation));
    }

    [Fact]
    public async Task LookAsync_NothingCouldBeLoaded_FailsAsTheSourceDoes()
    {
        var options = OptionsOf("no-such-folder");
        var source = new AheadSource(new FolderSource("no-such-folder"), ModelAhead.Begin(options), options);

        var error = await Assert.ThrowsAsync<BundleException>(() => source.LookAsync(Cancellation));

        Assert.Contains("no-such-folder", error.Message, StringComparison.Ordinal);
    }

    private static ServiceOptions OptionsOf(string folder) => new() { Model = new ModelOptions { Folder = folder } };
}
