using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace DavidBert.Serving.Tests.Models;

/// <summary>Time that passes from one pause of the refresher to the next, and only when the test says so.</summary>
internal sealed class StepTime() : FakeTimeProvider(DateTimeOffset.UtcNow)
{
    private readonly Channel<TimeSpan> pauses = Channel.CreateUnbounded<TimeSpan>();
    private TimeSpan? pause;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        pauses.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>
    /// Lets the pause that runs, if any, pass, and waits until the work after it ends in another one.
    /// </summary>
    /// <returns>How long the new pause is.</returns>
    public async Task<TimeSpan> StepAsync()
    {
        PassPause();
        pause = await pauses.Reader.ReadAsync(TestContext.Current.CancellationToken);
        return pause.Value;
    }

    /// <summary>Takes note that the refresher is gone, and its pause with it.</summary>
    public void Forget() => pause = null;

    /// <summary>Lets the pause that runs pass, without waiting for the work after it.</summary>
    public void PassPause()
    {
        if (pause is { } running)
        {
            pause = null;
            Advance(running);
        }
    }
}
