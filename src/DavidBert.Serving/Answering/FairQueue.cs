using System.Diagnostics;

namespace DavidBert.Serving.Answering;

/// <summary>
/// Requests that wait, by client. Clients take turns, in the order in which they were last served. While one client is
/// alone its turn is a whole run of the model, as larger runs are cheaper. While there are others a long request gets
/// small turns, each a run of its own: whoever comes next waits for no more than that. A run that is larger is broken
/// off for the first one who comes, and what it had of texts waits again.
/// </summary>
internal sealed class FairQueue(int size)
{
    private const int LongestRead = 600;

    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(2);

    private readonly object gate = new();
    private readonly Dictionary<string, Queue<PendingTexts>> waiting = new(StringComparer.Ordinal);
    private readonly List<string> next = []; // clients that came since, or that the last run had no room for
    private readonly List<string> served = []; // clients that the last run had texts of
    private MicroBatch? running;
    private string? lastClient;
    private long lastChange;
    private bool isComplete;

    /// <summary>What counts of a text's length: the model reads no more of it.</summary>
    public static int LengthOf(string text) => Math.Min(text.Length, LongestRead);

    /// <summary>Puts a request behind the others of its client.</summary>
    /// <returns>False where the queue takes no more.</returns>
    public bool TryAdd(PendingTexts texts)
    {
        lock (gate)
        {
            if (isComplete)
            {
                return false;
            }

            Note(texts.Client);
            if (!waiting.TryGetValue(texts.Client, out var own))
            {
                waiting[texts.Client] = own = [];
                next.Add(texts.Client);
            }

            own.Enqueue(texts);
            if (running is { IsLarge: true } && waiting.Count > 1)
            {
                running.BreakOff();
            }

            Monitor.Pulse(gate);
            return true;
        }
    }

    /// <summary>Waits for requests, and gives each client its turn.</summary>
    /// <param name="batch">What was answered last is replaced by what is answered next.</param>
    /// <returns>False where nothing waits and nothing will come.</returns>
    public bool Take(MicroBatch batch)
    {
        lock (gate)
        {
            running = null;
            RemoveEnded();
            while (waiting.Count == 0)
            {
                if (isComplete)
                {
                    return false;
                }

                Monitor.Wait(gate);
                RemoveEnded();
            }

            Fill(batch);
            running = batch;
            return true;
        }
    }

    /// <summary>Takes no more.</summary>
    public void Complete()
    {
        lock (gate)
        {
            isComplete = true;
            Monitor.Pulse(gate);
        }
    }

    private void Fill(MicroBatch batch)
    {
        string[] order = [.. next, .. served];
        next.Clear();
        served.Clear();
        batch.Begin(IsShared() ? Turn.Shared : Turn.Whole(size));
        foreach (var client in order)
        {
            (batch.Take(waiting[client]) ? served : next).Add(client);
        }

        batch.Complete();
    }

    /// <summary>Removes what was answered, failed or was cancelled. The latter costs nothing.</summary>
    private void RemoveEnded()
    {
        foreach (var (client, own) in waiting)
        {
            while (own.TryPeek(out var first) && first.HasEnded())
            {
                own.Dequeue();
            }

            if (own.Count == 0)
            {
                waiting.Remove(client);
            }
        }

        next.RemoveAll(client => !waiting.ContainsKey(client));
        served.RemoveAll(client => !waiting.ContainsKey(client));
    }

    private void Note(string client)
    {
        if (!string.Equals(client, lastClient, StringComparison.Ordinal))
        {
            lastChange = lastClient is null ? 0 : Stopwatch.GetTimestamp();
            lastClient = client;
        }
    }

    /// <summary>Whether several clients wait, or did a moment ago.</summary>
    private bool IsShared() => waiting.Count > 1 || (lastChange > 0 && Stopwatch.GetElapsedTime(lastChange) < Memory);
}

/// <summary>How much a client gets of a run: at least one text.</summary>
/// <param name="Texts">The most texts.</param>
/// <param name="Characters">The most characters of several texts.</param>
internal sealed record Turn(int Texts, int Characters)
{
    /// <summary>The turn where others wait too: some four short phrases or one longer one.</summary>
    public static Turn Shared { get; } = new(4, 100);

    /// <summary>The turn of a client that is alone: a whole run.</summary>
    public static Turn Whole(int size) => new(size, int.MaxValue);

    /// <summary>How many of some texts it has room for, the first of them where it has room for none.</summary>
    public int CountOf(ArraySegment<string> texts) => Math.Max(1, CountIn(texts, Texts, Characters));

    /// <summary>How many of some texts there is room for.</summary>
    public static int CountIn(ArraySegment<string> texts, int most, int characters)
    {
        var count = 0;
        while (count < Math.Min(texts.Count, most) && (characters -= FairQueue.LengthOf(texts[count])) >= 0)
        {
            count++;
        }

        return count;
    }
}
