using System.Diagnostics;

namespace DavidBert.Serving.Answering;

/// <summary>
/// Texts that wait, by client. Clients take turns: each run of the model takes a share from each, in the order in which
/// they were last served. While one client is alone its share is the whole run, as larger runs are cheaper; while there
/// are others a share is small, as nobody can be served before the run under way has ended.
/// </summary>
internal sealed class FairQueue(int size)
{
    private const int SharedTexts = 4;
    private const int SharedCharacters = 600; // about the longest text that the model reads, see LongestRead
    private const int LongestRead = 600;

    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(2);

    private readonly object gate = new();
    private readonly Dictionary<string, Queue<PendingTexts>> waiting = new(StringComparer.Ordinal);
    private readonly List<string> next = []; // clients that came since, or that the last run had no room for
    private readonly List<string> served = []; // clients that the last run had texts of, and that have more
    private string? lastClient;
    private long lastChange;
    private bool isComplete;

    /// <summary>What counts of a text's length: the model reads no more of it.</summary>
    public static int LengthOf(string text) => Math.Min(text.Length, LongestRead);

    /// <summary>The first of a client's texts, as many as may wait together for one run.</summary>
    public ArraySegment<string> PartOf(string client, ArraySegment<string> texts)
    {
        lock (gate)
        {
            Note(client);
            return IsShared() ? texts[..CountShared(texts)] : texts[..Math.Min(texts.Count, size)];
        }
    }

    /// <summary>Puts texts behind the others of their client.</summary>
    /// <returns>False where the queue takes no more.</returns>
    public bool TryAdd(PendingTexts texts)
    {
        lock (gate)
        {
            if (isComplete)
            {
                return false;
            }

            if (!waiting.TryGetValue(texts.Client, out var own))
            {
                waiting[texts.Client] = own = [];
                next.Add(texts.Client);
            }

            own.Enqueue(texts);
            Monitor.Pulse(gate);
            return true;
        }
    }

    /// <summary>Waits for texts, and gives each client its turn.</summary>
    /// <returns>False where nothing waits and nothing will come.</returns>
    public bool Take(MicroBatch batch)
    {
        lock (gate)
        {
            while (waiting.Count == 0)
            {
                if (isComplete)
                {
                    return false;
                }

                Monitor.Wait(gate);
            }

            batch.Clear();
            var share = IsShared() ? SharedTexts : size;
            string[] order = [.. next, .. served];
            next.Clear();
            served.Clear();
            foreach (var client in order)
            {
                var own = waiting[client];
                var before = own.Count;
                batch.Take(own, share);
                if (own.Count == 0)
                {
                    waiting.Remove(client);
                }
                else
                {
                    (own.Count < before ? served : next).Add(client);
                }
            }

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

    private static int CountShared(ArraySegment<string> texts)
    {
        var (count, characters) = (0, 0);
        foreach (var text in texts)
        {
            characters += LengthOf(text);
            if (count == SharedTexts || (count > 0 && characters > SharedCharacters))
            {
                break;
            }

            count++;
        }

        return count;
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
