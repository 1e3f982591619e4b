using DavidBert.Serving.Models;
using DavidBert.Testing;

namespace DavidBert.Serving.Tests.Models;

public sealed class ModelHostTests
{
    [Fact]
    public void Acquire_NoModel_IsNull()
    {
        using var host = new ModelHost();

        Assert.Null(host.Acquire());
    }

    [Fact]
    public void Swap_LeaseOfTheOldModel_StillAnswersUntilItEnds()
    {
        using var bundle = new TestBundle();
        using var host = new ModelHost();
        host.Swap(Load(bundle));
        var lease = host.Acquire()!;
        host.Swap(Load(bundle));

        Assert.NotNull(
            lease.Model.Predictor.Predict("large", cancellation: TestContext.Current.CancellationToken).Word);
        lease.Dispose();
        Assert.Throws<ObjectDisposedException>(
            () => lease.Model.Predictor.Predict("large", cancellation: TestContext.Current.CancellationToken));
        using var next = host.Acquire()!;
        Assert.NotNull(next.Model.Predictor.Predict("large", cancellation: TestContext.Current.CancellationToken).Word);
    }

    [Fact]
    public void Dispose_LeaseDisposedTwice_FreesOnlyItsOwnUse()
    {
        using var bundle = new TestBundle();
        using var host = new ModelHost();
        host.Swap(Load(bundle));
        using var other = host.Acquire()!;
        var lease = host.Acquire()!;
        host.Dispose();
        lease.Dispose();
        lease.Dispose();

        Assert.Null(host.Acquire());
        Assert.NotNull(
            other.Model.Predictor.Predict("large", cancellation: TestContext.Current.CancellationToken).Word);
    }

    private static ServedModel Load(TestBundle bundle) =>
        new(Predictor.Load(bundle.Folder), new string('0', 64), bundle.Folder, DateTimeOffset.UnixEpoch);
}
