using System.Diagnostics;
using System.Diagnostics.Metrics;
using DavidBert.Serving.Telemetry;

namespace DavidBert.Infrastructure.Tests.Names;

/// <summary>
/// The spans and instruments of the service by the names that it gives them, heard while it gives them.
/// </summary>
internal static class EmittedTelemetry
{
    /// <summary>An instrument with the tags of what it measured.</summary>
    public sealed record Metric(string Name, string Unit, IReadOnlyList<string> Tags);

    /// <summary>A span with its tags.</summary>
    public sealed record Span(string Name, IReadOnlyList<string> Tags);

    /// <summary>Every instrument, after each was used once.</summary>
    public static Metric[] Metrics()
    {
        using var factory = new MeterFactory();
        using var listener = new MeterListener();
        var heard = new Dictionary<Instrument, HashSet<string>>();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter, factory.Meter))
            {
                heard[instrument] = new HashSet<string>(StringComparer.Ordinal);
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        listener.Start();

        using var metrics = new ServiceMetrics(factory);
        using var predictor = Predictor.Load(Repository.DefaultBundle);
        metrics.Answered([predictor.Predict("fishy")]);
        metrics.Remembered(1);
        metrics.Waited(TimeSpan.Zero);
        metrics.Ran(1, TimeSpan.Zero);
        metrics.ModelLoad(succeeded: true);
        metrics.Failed("problem");
        metrics.File(FileOutcome.Labelled);
        return [.. heard.Select(pair => new Metric(pair.Key.Name, pair.Key.Unit ?? "", [.. pair.Value]))];

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var (tag, _) in tags)
            {
                heard[instrument].Add(tag);
            }
        }
    }

    /// <summary>The span of a run of the model.</summary>
    public static Span Inference()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is ServiceMetrics.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        using var span = ServiceTrace.StartInference(texts: 1, requests: []);
        return new Span(span!.DisplayName, [.. span.TagObjects.Select(tag => tag.Key)]);
    }

    private sealed class MeterFactory : IMeterFactory
    {
        public Meter? Meter { get; private set; }

        public Meter Create(MeterOptions options)
        {
            options.Scope = this;
            return Meter = new Meter(options);
        }

        public void Dispose() => Meter?.Dispose();
    }
}
