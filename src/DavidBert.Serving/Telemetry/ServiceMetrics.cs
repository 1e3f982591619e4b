using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DavidBert.Serving.Telemetry;

/// <summary>What the service counts and times, as the meter <see cref="Name"/>.</summary>
internal sealed class ServiceMetrics : IDisposable
{
    /// <summary>The name of the meter and of the traces' source.</summary>
    public const string Name = "DavidBert";

    private readonly Meter meter;
    private readonly Counter<long> predictions;
    private readonly Counter<long> remembered;
    private readonly Counter<long> modelLoads;
    private readonly Counter<long> errors;
    private readonly Counter<long> files;
    private readonly Histogram<int> batchSize;
    private readonly Histogram<double> queueWait;
    private readonly Histogram<double> inference;

    /// <summary>Makes the instruments.</summary>
    public ServiceMetrics(IMeterFactory factory)
    {
        meter = factory.Create(Name);
        predictions = meter.CreateCounter<long>("davidbert.predictions", "{text}", "Texts answered, by outcome.");
        remembered = meter.CreateCounter<long>("davidbert.cache.hits", "{text}", "Texts answered from memory.");
        modelLoads = meter.CreateCounter<long>(
            "davidbert.model.loads", "{load}", "Attempts to load a model, by outcome.");
        errors = meter.CreateCounter<long>(
            "davidbert.errors", "{request}", "Requests refused or failed, by the type of the problem.");
        files = meter.CreateCounter<long>("davidbert.files", "{file}", "Files of the inbox, by what became of them.");
        batchSize = meter.CreateHistogram<int>(
            "davidbert.batch.size", "{text}", "Texts answered by one run of the model.");
        queueWait = meter.CreateHistogram<double>(
            "davidbert.queue.wait", "s", "Time that a request waited for its turn.");
        inference = meter.CreateHistogram<double>("davidbert.inference.duration", "s", "Time of one run of the model.");
    }

    /// <summary>Notes answers.</summary>
    public void Answered(IReadOnlyList<Answer> answers)
    {
        if (!predictions.Enabled)
        {
            return;
        }

        foreach (var answer in answers)
        {
            predictions.Add(1, new KeyValuePair<string, object?>("outcome", answer.Error?.Code ?? "answered"));
        }
    }

    /// <summary>Notes answers that were remembered.</summary>
    public void Remembered(int texts) => remembered.Add(texts);

    /// <summary>Notes how long a request waited for its turn.</summary>
    public void Waited(TimeSpan time) => queueWait.Record(time.TotalSeconds);

    /// <summary>Notes a run of the model.</summary>
    public void Ran(int texts, TimeSpan time)
    {
        batchSize.Record(texts);
        inference.Record(time.TotalSeconds);
    }

    /// <summary>Notes an attempt to load a model.</summary>
    public void ModelLoad(bool succeeded) =>
        modelLoads.Add(1, new KeyValuePair<string, object?>("outcome", succeeded ? "loaded" : "failed"));

    /// <summary>Notes a request that was refused or failed.</summary>
    public void Failed(string problem) => errors.Add(1, new KeyValuePair<string, object?>("type", problem));

    /// <summary>Notes what became of a file of the inbox.</summary>
    public void File(FileOutcome outcome) => files.Add(1, new KeyValuePair<string, object?>("outcome", outcome switch
    {
        FileOutcome.Labelled => "labelled",
        FileOutcome.Rejected => "rejected",
        FileOutcome.LeftAlone => "left_alone",
        FileOutcome.Stuck => "stuck",
    }));

    /// <inheritdoc />
    public void Dispose() => meter.Dispose();
}

/// <summary>What became of a file of the inbox.</summary>
internal enum FileOutcome
{
    /// <summary>Its output is in its place.</summary>
    Labelled,

    /// <summary>It cannot be labelled, and lies in <c>rejected</c>.</summary>
    Rejected,

    /// <summary>Its name cannot be used; it stays in the inbox.</summary>
    LeftAlone,

    /// <summary>Storage refuses both to label and to reject it; it stays in the inbox.</summary>
    Stuck,
}

/// <summary>The spans of the service. None holds a text that was sent.</summary>
internal static class ServiceTrace
{
    /// <summary>The source of the spans, <see cref="ServiceMetrics.Name"/>.</summary>
    public static readonly ActivitySource Source = new(ServiceMetrics.Name);

    /// <summary>
    /// A run of the model for requests; it is linked with each of theirs, as it belongs to none alone.
    /// </summary>
    public static Activity? StartInference(int texts, IEnumerable<ActivityContext> requests)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var links = requests.Where(request => request != default).Select(request => new ActivityLink(request));
        return Source.StartActivity("davidbert.inference", ActivityKind.Internal, parentContext: default, links: links)
            ?.SetTag("davidbert.batch.size", texts);
    }
}
