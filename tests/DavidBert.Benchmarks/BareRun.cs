using DavidBert.Bundles;
using DavidBert.Prediction;
using Microsoft.ML.OnnxRuntime;

namespace DavidBert.Benchmarks;

/// <summary>One run of a bundle's graph on tensors that were prepared: what no predictor can be faster than.</summary>
internal sealed class BareRun : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions options = new();
    private readonly OrtValue[] inputs;
    private readonly OrtValue[] outputs;

    /// <summary>Prepares phrases as one batch in their order, padded to the longest.</summary>
    public BareRun(InferenceSession session, Bundle bundle, IReadOnlyList<string> phrases)
    {
        this.session = session;
        int[][] sequences = [.. phrases.Select(bundle.Tokenizer.Encode)];
        Length = sequences.Max(ids => ids.Length);
        var input_ids = new long[sequences.Length * Length];
        var attention_mask = new long[sequences.Length * Length];
        for (var row = 0; row < sequences.Length; row++)
        {
            for (var i = 0; i < Length; i++)
            {
                var stands = i < sequences[row].Length;
                input_ids[(row * Length) + i] = stands ? sequences[row][i] : bundle.Tokenizer.PadId;
                attention_mask[(row * Length) + i] = stands ? 1 : 0;
            }
        }

        var vocabulary = bundle.Manifest.Dimensions.Vocabulary;
        inputs = [Tensor(input_ids, Length), Tensor(attention_mask, Length)];
        outputs = [Tensor(new float[sequences.Length * vocabulary], vocabulary)];
    }

    /// <summary>The pieces of the longest phrase.</summary>
    public int Length { get; }

    public void Run() => session.Run(options, Graph.InputNames, inputs, Graph.OutputNames, outputs);

    public void Dispose()
    {
        foreach (var value in inputs.Concat(outputs))
            value.Dispose();
        options.Dispose();
    }

    private static OrtValue Tensor<T>(T[] values, int width)
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory(values, [values.Length / width, width]);
}
