using System.Text.Json;
using DavidBert.Training.Learning;

namespace DavidBert.Training.Tests.Reports;

public sealed class TrainingHistoryTests
{
    [Fact]
    public void Json_RoundTrip_KeepsEveryNumber()
    {
        var history = Histories.Of(epochs: 2, stepsPerEpoch: 5, hasDev: false)
            .With(new EpochMetrics(3, 15, 1, 0.5, 0.25, 0.125, 1));

        var again = JsonSerializer.Deserialize<TrainingHistory>(JsonSerializer.Serialize(history))!;

        Assert.Equal(history.Steps, again.Steps);
        Assert.Equal(history.Epochs, again.Epochs);
        Assert.Equal(10, again.Steps.Count);
    }
}
