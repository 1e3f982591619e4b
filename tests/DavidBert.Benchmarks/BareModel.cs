using DavidBert.Bundles;
using Microsoft.ML.OnnxRuntime;

namespace DavidBert.Benchmarks;

/// <summary>
/// ONNX Runtime alone: a session with tensors that are prepared once, run with the predictor's settings.
/// </summary>
internal sealed class BareModel : IDisposable
{
    private static readonly string[] Inputs = ["input_ids", "attention_mask"];
    private static readonly string[] Outputs = ["logits"];

    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly Bundle bundle;

    public BareModel(string folder, int threads)
    {
        bundle = Bundle.Open(folder);
        OnnxTelemetry.TurnOff();
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.dynamic_block_base", "4");
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
        OrtValue[] inputs = [OrtValue.CreateTensorValueFromMemory(ids, shape), OrtValue.CreateTensorValueFromMemory(
            mask,
            shape)];
        var width = bundle.Manifest.Dimensions.Vocabulary;
        OrtValue[] outputs = [OrtValue.CreateTensorValueFromMemory(
            new float[sequences.Length * width],
            [sequences.Length, width])];
        return () => session.Run(run, Inputs, inputs, Outputs, outputs);
    }

    public void Dispose()
    {
        session.Dispose();
        run.Dispose();
    }
}
