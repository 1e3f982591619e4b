using System.Collections.Concurrent;
using DavidBert.Serving.Models;
using DavidBert.Serving.Tests.Http;
using DavidBert.Testing;
using DavidBert.Testing.Http;

namespace DavidBert.Serving.Tests.Models;

public sealed class StoreSwapTests(Azurite azurite)
{
    private const int Clients = 200;

    private static readonly (string Version, string Word)[] Versions =
    [
        ("1.0.0", "weight"), ("1.1.0", "color"), ("1.2.0", "smell"), ("1.3.0", "value"), ("1.4.0", "size"),
        ("2.0.0", "weight"),
    ];

    [Fact]
    public async Task Publish_FiveVersionsUnderLoad_FailsNoRequestAndMixesNoAnswer()
    {
        using var first = new VersionBundle(Versions[0].Version, Versions[0].Word);
        await using var service = await StoreService.StartAsync(azurite, first);
        var served = new List<ServedModel> { Served(service) };
        using var stop = new CancellationTokenSource();
        var answers = new ConcurrentDictionary<(int Status, string? Version, string? Word), int>();
        var load = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => AskAsync(service.Http, answers, stop.Token)));
        foreach (var (version, word) in Versions[1..])
        {
            using var bundle = new VersionBundle(version, word);
            await service.Store.PublishAsync(bundle);
            await service.StepAsync();
            served.Add(Served(service));
            Assert.Equal(word, await service.WordAsync()); // an answer of each version, not all swaps at once
        }

        await stop.CancelAsync();
        await load;

        Assert.All(
            answers.Keys,
            answer => Assert.Contains(
                answer, Versions.Select(version => (200, (string?)version.Version, (string?)version.Word))));
        Assert.True(answers.Keys.Count > 1);
        Assert.Equal(Versions.Select(version => version.Version), served.Select(model => model.Manifest.Version));
        Assert.All(
            served[..^1],
            old => Assert.Throws<ObjectDisposedException>(
                () => old.Predictor.Predict("large", cancellation: TestContext.Current.CancellationToken)));
        Assert.Equal(
            "weight", served[^1].Predictor.Predict("large", cancellation: TestContext.Current.CancellationToken).Word);
    }

    private static ServedModel Served(StoreService service)
    {
        using var lease = service.Http.Models.Acquire()!;
        return lease.Model;
    }

    private static async Task AskAsync(
        RunningService service, ConcurrentDictionary<(int, string?, string?), int> answers, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var response = await service.PostAsync("""{"text": "large"}""");
            var json = await response.JsonAsync();
            answers.AddOrUpdate(
                (
                    (int)response.StatusCode,
                    (string?)json["model"]!["version"],
                    (string?)json["answer"]!["word"]), 1, (_, count) => count + 1);
        }
    }
}
