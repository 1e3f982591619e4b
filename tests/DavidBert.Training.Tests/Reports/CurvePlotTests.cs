using DavidBert.Training.Learning;
using DavidBert.Training.Reports;
using DavidBert.Training.Tests.Data;
using SkiaSharp;

namespace DavidBert.Training.Tests.Reports;

public sealed class CurvePlotTests
{
    [Fact]
    public void Save_TrainingOfSixEpochs_DrawsBothCurves()
    {
        using var file = new TemporaryFile("curves.png");

        CurvePlot.Save(Histories.Of(epochs: 6, stepsPerEpoch: 262), file.Path);

        using var picture = SKBitmap.Decode(file.Path);
        Assert.Equal((1200, 480), (picture.Width, picture.Height));
        var colors = picture.Pixels.CountBy(pixel => pixel).ToDictionary();
        Assert.True(colors.GetValueOrDefault(SKColor.Parse("#1f77b4")) > 500);
        Assert.True(colors.GetValueOrDefault(SKColor.Parse("#d95f02")) > 500);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    public void Save_ShortTraining_StillDraws(int epochs, int steps)
    {
        using var file = new TemporaryFile("curves.png");

        CurvePlot.Save(Histories.Of(epochs, steps, hasDev: false), file.Path);

        using var picture = SKBitmap.Decode(file.Path);
        Assert.Equal(1200, picture.Width);
    }

    [Fact]
    public void Save_LossThatIsNoNumber_StillDraws()
    {
        using var file = new TemporaryFile("curves.png");
        var history = TrainingHistory.Empty
            .With(new StepProgress(1, 1, double.NaN, 0, 0, 0))
            .With(new StepProgress(1, 2, double.PositiveInfinity, 0, 0, 0))
            .With(new EpochMetrics(1, 2, double.NaN, 0, double.NaN, 0, 1));

        CurvePlot.Save(history, file.Path);

        Assert.True(new FileInfo(file.Path).Length > 0);
    }
}
