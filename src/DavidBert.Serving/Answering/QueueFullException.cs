namespace DavidBert.Serving.Answering;

/// <summary>More requests are in flight than <see cref="BatchingOptions.Queue"/> allows.</summary>
public sealed class QueueFullException(int queue) : Exception($"{queue} requests are in flight already.");
