using Azure.Storage.Queues;
using DavidBert.Serving.Inbox;
using DavidBert.Serving.Tests.Telemetry;
using DavidBert.Testing;
using Microsoft.Extensions.Logging;

namespace DavidBert.Serving.Tests.Files;

/// <summary>Containers and queues that are not there.</summary>
public sealed class PreparationTests(Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MakeAsync_FreshAccount_MakesAllThatIsMissing()
    {
        var account = await azurite.NewAccountAsync();
        var preparation = Of(account);

        Assert.Equal(
            [
                "container inbox", "container work", "container labelled", "container reports", "container done",
                "container rejected", "queue davidbert-chunks",
            ],
            await preparation.MissingAsync(Cancellation));
        await preparation.MakeAsync(Cancellation);
        await preparation.MakeAsync(Cancellation);
        Assert.Empty(await preparation.MissingAsync(Cancellation));
    }

    [Fact]
    public async Task Check_ContainersMissing_SaysWhichAtOnce()
    {
        using var files = await FileAccount.NewAsync(azurite);
        await files.Container(FilePlaces.Rejected).DeleteAsync(cancellationToken: Cancellation);
        await files.Container(FilePlaces.Done).DeleteAsync(cancellationToken: Cancellation);
        using var log = new LogCapture();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        using var check = new InboxCheck(() => Of(files.Account), loggers.CreateLogger<InboxCheck>());
        await check.StartAsync(Cancellation);
        await check.ExecuteTask!;

        var entry = Assert.Single(log.Entries);
        Assert.Equal(("DavidBert.PlacesMissing", LogLevel.Error), (entry.Event.Name, entry.Level));
        Assert.Contains("container done, container rejected", entry.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FilePlaces.Work, false)]
    [InlineData(FilePlaces.Labelled, false)]
    [InlineData(FilePlaces.Reports, false)]
    [InlineData(FilePlaces.Done, false)]
    [InlineData(FilePlaces.Rejected, true)]
    public async Task LabelAsync_ContainerMissing_LeavesTheFileWhereItIs(string container, bool isUnreadable)
    {
        using var files = await FileAccount.NewAsync(azurite);
        using var worker = files.Worker();
        await files.Container(container).DeleteAsync(cancellationToken: Cancellation);
        var content = isUnreadable ? "a,b\n1,2\n"u8.ToArray() : FileAccount.Table(3);
        await files.PutAsync("a.csv", content);
        await Record.ExceptionAsync(() => worker.LabelAsync("a.csv"));

        Assert.Equal(content, await files.GetAsync(FilePlaces.Inbox, "a.csv"));
    }

    private static InboxPreparation Of(AzuriteAccount account)
        => new(account.Client(), new QueueServiceClient(account.ConnectionString));
}
