using DavidBert.Bundles;
using DavidBert.Graphs;
using Microsoft.ML.OnnxRuntime;

namespace DavidBert.Benchmarks;

/// <summary>
/// ONNX Runtime alone: a session with tensors that are prepared once, run with the predictor's settings.
/// </summary>
internal sealed class BareModel : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly Bundle bundle;

    public BareModel(string folder, int threads)
    {
        bundle = Bundle.Open(folder);
        OnnxTelemetry.TurnOff();
        using var options = Graph.Options(threads);
        options.EnableMemoryPattern = true; // its runs have one shape each
        session = new InferenceSession(bundle.ModelPath, options);
    }

    /// <summary>A call that runs the phrases as one batch.</summary>
    public Action Prepare(IReadOnlyList<string> phrases)
    {
        var sequences = phrases.Select(bundle.Tokenizer.Encode).ToArray();
        var length = sequences.Max(s => s.Length);
        long[] shape = [sequences.Length, length];
        long[] ids = [.. sequences.SelectMany(s => s.Select(i => (long)i).Concat(new long[length - s.Length]))];
        long[] mask = [.. sequences.SelectMany(s => s.Select(_ => 1L).Concat(new long[length - s.Length]))];
        var names = Graph.InputNames(bundle.Manifest.Segments);
        long[][] all = [ids, mask, new long[ids.Length]];
        OrtValue[] inputs =
            [.. all.Take(names.Length).Select(values => OrtValue.CreateTensorValueFromMemory(values, shape))];
        var width = bundle.Words.Count;
        OrtValue[] outputs = [OrtValue.CreateTensorValueFromMemory(
            new float[sequences.Length * width],
            [sequences.Length, width])];
        return () => session.Run(run, names, inputs, Graph.OutputNames, outputs);
    }

    public void Dispose()
    {
        session.Dispose();
        run.Dispose();
    }
}
