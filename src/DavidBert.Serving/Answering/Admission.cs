using DavidBert.Serving.Configuration;

namespace DavidBert.Serving.Answering;

/// <summary>
/// Counts the requests in flight: one client may have half of them, so that another one always gets in.
/// </summary>
internal sealed class Admission(int most)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> clients = new(StringComparer.Ordinal);
    private int inFlight;

    private int MostOfClient => Math.Max(1, most / 2);

    /// <summary>Requests that have entered and not left.</summary>
    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>Whether one more request of a client would be refused now.</summary>
    public bool IsFull(string client)
    {
        lock (gate)
        {
            return inFlight >= most || clients.GetValueOrDefault(client) >= MostOfClient;
        }
    }

    /// <summary>Lets a request in.</summary>
    /// <exception cref="QueueFullException">Too many are in flight.</exception>
    public void Enter(string client)
    {
        lock (gate)
        {
            var own = clients.GetValueOrDefault(client);
            if (inFlight >= most || own >= MostOfClient)
            {
                throw new QueueFullException(inFlight);
            }

            inFlight++;
            clients[client] = own + 1;
        }
    }

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    public void Leave(string client)
    {
        lock (gate)
        {
            inFlight--;
            if (--clients[client] == 0)
            {
                clients.Remove(client);
            }
        }
    }
}

/// <summary>More requests are in flight than <see cref="BatchingOptions.Queue"/> allows.</summary>
internal sealed class QueueFullException(int inFlight) : Exception($"{inFlight} requests are in flight already.");
