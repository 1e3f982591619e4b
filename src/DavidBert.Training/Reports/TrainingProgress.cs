using System.Globalization;
using DavidBert.Training.Learning;
using Spectre.Console;

namespace DavidBert.Training.Reports;

/// <summary>
/// Shows a training on a terminal as a bar with epoch, step, loss, accuracy and the time left, and above it a line for
/// each finished epoch. Where the output is not a terminal, only lines appear: for the time left after the first steps,
/// for each epoch, and now and then for a step.
/// </summary>
internal sealed class TrainingProgress : ITrainingObserver
{
    /// <summary>How long a log without a terminal may stay silent.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>After how many steps a log says how long the training will take.</summary>
    private const int TellingSteps = 5;

    /// <summary>The weight of the past in the running means: they speak of the last fifty steps or so.</summary>
    private const double Inertia = 0.98;

    private readonly IAnsiConsole console;
    private readonly ProgressTask? bar;
    private readonly TimeProvider time;
    private long lastLine;
    private int epochs;
    private int stepsPerEpoch;
    private (long At, int Step) began;
    private (double Loss, double Accuracy, double Weight) running;

    private TrainingProgress(IAnsiConsole console, ProgressTask? bar, TimeProvider time)
    {
        (this.console, this.bar, this.time) = (console, bar, time);
        lastLine = time.GetTimestamp();
    }

    /// <summary>Runs a training that reports to the observer it is given, and shows it meanwhile.</summary>
    /// <param name="console">Where to show it.</param>
    /// <param name="train">The training.</param>
    /// <param name="time">The clock that spaces the lines of a log; the system's by default.</param>
    /// <returns>What the training returns.</returns>
    public static T Run<T>(IAnsiConsole console, Func<ITrainingObserver, T> train, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Capabilities.Ansi)
        {
            return train(new TrainingProgress(console, null, time));
        }

        return console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn())
            .Start(
                context => train(new TrainingProgress(console, context.AddTask("training", autoStart: false), time)));
    }

    /// <inheritdoc/>
    public void Started(int epochs, int stepsPerEpoch, int stepsDone)
    {
        (this.epochs, this.stepsPerEpoch) = (epochs, stepsPerEpoch);
        began = (time.GetTimestamp(), stepsDone);
        if (stepsDone > 0)
        {
            console.WriteLine(Text($"goes on after step {stepsDone:N0} of {(long)epochs * stepsPerEpoch:N0}"));
        }

        if (bar is not null)
        {
            bar.MaxValue = Math.Max(1, (double)epochs * stepsPerEpoch);
            bar.Value = stepsDone;
            bar.StartTask();
        }
    }

    /// <inheritdoc/>
    public void StepDone(StepProgress progress)
    {
        running = (
            (running.Loss * Inertia) + (progress.Loss * (1 - Inertia)),
            (running.Accuracy * Inertia) + (progress.Accuracy * (1 - Inertia)),
            (running.Weight * Inertia) + (1 - Inertia));
        var step = progress.Step - ((progress.Epoch - 1) * stepsPerEpoch);
        var (loss, accuracy) = (running.Loss / running.Weight, running.Accuracy / running.Weight);
        var line = Text(
            $"epoch {progress.Epoch}/{epochs} step {step}/{stepsPerEpoch} loss {loss:F3} accuracy {accuracy:F3}");
        if (bar is not null)
        {
            bar.Description = line;
            bar.Value = progress.Step;
        }
        else if (progress.Step - began.Step == TellingSteps && Left(progress.Step) is { TotalMinutes: >= 1 } left)
        {
            WriteLine(Text($"about {Math.Ceiling(left.TotalMinutes):N0} minutes left"));
        }
        else if (time.GetElapsedTime(lastLine) >= Silence)
        {
            WriteLine(line);
        }
    }

    /// <inheritdoc/>
    public void EpochDone(EpochMetrics metrics)
    {
        var dev = metrics is { DevLoss: { } loss, DevAccuracy: { } accuracy }
            ? Text($", dev loss {loss:F3} accuracy {accuracy:F3}")
            : "";
        var train = Text($"train loss {metrics.TrainLoss:F3} accuracy {metrics.TrainAccuracy:F3}");
        WriteLine(Text($"epoch {metrics.Epoch}/{epochs}: {train}{dev}, {metrics.Seconds:F0} s"));
    }

    private TimeSpan Left(int step) =>
        time.GetElapsedTime(began.At) / (step - began.Step) * (((double)epochs * stepsPerEpoch) - step);

    private void WriteLine(string line)
    {
        console.WriteLine(line);
        lastLine = time.GetTimestamp();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
