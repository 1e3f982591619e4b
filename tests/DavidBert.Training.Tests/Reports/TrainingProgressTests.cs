using DavidBert.Training.Learning;
using DavidBert.Training.Reports;
using Spectre.Console;

namespace DavidBert.Training.Tests.Reports;

public sealed class TrainingProgressTests
{
    [Fact]
    public void Run_WithoutTerminal_WritesALineForEachEpochAndAfterSilence()
    {
        using var output = new StringWriter();
        var clock = new ManualTime();

        var result = TrainingProgress.Run(
            Console(output, AnsiSupport.No, InteractionSupport.No),
            observer => Train(observer, clock),
            clock);

        Assert.Equal(42, result);
        Assert.Equal(
            """
            goes on after step 1 of 4
            epoch 1/2: train loss 2.000 accuracy 0.500, dev loss 3.000 accuracy 0.250, 70 s
            epoch 2/2 step 2/2 loss 2.000 accuracy 0.500
            epoch 2/2: train loss 1.000 accuracy 0.750, 71 s

            """,
            output.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Run_WithoutTerminal_SaysAfterSomeStepsHowLongItWillTake()
    {
        using var output = new StringWriter();
        var clock = new ManualTime();

        TrainingProgress.Run(
            Console(output, AnsiSupport.No, InteractionSupport.No),
            observer =>
            {
                observer.Started(epochs: 3, stepsPerEpoch: 10, stepsDone: 0);
                for (var step = 1; step <= 6; step++)
                {
                    clock.Advance(TimeSpan.FromSeconds(10));
                    observer.StepDone(new StepProgress(1, step, 2, 0.5, 1e-4, 1e-3));
                }

                return 0;
            },
            clock);

        Assert.Equal("about 5 minutes left", output.ToString().Trim());
    }

    [Fact]
    public void Run_OnTerminal_ShowsABarAndTheEpochs()
    {
        using var output = new StringWriter();
        var clock = new ManualTime();

        TrainingProgress.Run(
            Console(output, AnsiSupport.Yes, InteractionSupport.Yes),
            observer => Train(observer, clock),
            clock);

        Assert.Contains("epoch 2/2 step 2/2 loss 2.000 accuracy 0.500", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("epoch 1/2: train loss 2.000", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("100%", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TrainingThatFails_PassesTheErrorOn()
    {
        using var output = new StringWriter();

        Assert.Throws<InvalidDataException>(() => TrainingProgress.Run<int>(
            Console(output, AnsiSupport.Yes, InteractionSupport.Yes), _ => throw new InvalidDataException()));
    }

    private static int Train(ITrainingObserver observer, ManualTime clock)
    {
        observer.Started(epochs: 2, stepsPerEpoch: 2, stepsDone: 1);
        observer.StepDone(new StepProgress(1, 2, 2, 0.5, 1e-4, 1e-3));
        observer.EpochDone(new EpochMetrics(1, 2, 2, 0.5, 3, 0.25, 70.4));
        observer.StepDone(new StepProgress(2, 3, 2, 0.5, 1e-4, 1e-3));
        clock.Advance(TimeSpan.FromMinutes(2));
        observer.StepDone(new StepProgress(2, 4, 2, 0.5, 1e-4, 1e-3));
        observer.EpochDone(new EpochMetrics(2, 4, 1, 0.75, null, null, 71));
        return 42;
    }

    private static IAnsiConsole Console(TextWriter output, AnsiSupport ansi, InteractionSupport interactive)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = ansi,
            Interactive = interactive,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 160;
        return console;
    }

    private sealed class ManualTime : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan time) => ticks += time.Ticks;

        public override long GetTimestamp() => ticks;
    }
}
