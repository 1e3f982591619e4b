using Microsoft.ML.OnnxRuntime;

namespace DavidBert.Prediction;

/// <summary>The buffers of one run, reused: inputs int64 [rows, length], output float32 [rows, |V|].</summary>
internal sealed class PhraseBatch
{
    private readonly int vocabulary;
    private long[] input_ids = [];
    private long[] attention_mask = [];
    private float[] logits = [];

    public PhraseBatch(int vocabulary) => this.vocabulary = vocabulary;

    /// <summary>Runs the model on sequences, padded with <paramref name="padId"/> to the longest.</summary>
    /// <param name="session">The model.</param>
    /// <param name="sequences">Ids with [CLS] and [SEP].</param>
    /// <param name="padId">What fills up shorter sequences.</param>
    /// <param name="runOptions">The options of the run.</param>
    /// <exception cref="OnnxRuntimeException">The run was terminated or failed.</exception>
    public void Run(InferenceSession session, ReadOnlySpan<ArraySegment<int>> sequences, int padId, RunOptions runOptions)
    {
        var length = 0;
        foreach (var sequence in sequences)
        {
            length = Math.Max(length, sequence.Count);
        }

        Fill(sequences, length, padId);
        long[] inputShape = [sequences.Length, length];
        long[] outputShape = [sequences.Length, vocabulary];
        var cells = sequences.Length * length;
        using var ids = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, input_ids.AsMemory(0, cells), inputShape);
        using var mask = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, attention_mask.AsMemory(0, cells), inputShape);
        using var output = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, logits.AsMemory(0, sequences.Length * vocabulary), outputShape);
        session.Run(runOptions, Graph.InputNames, [ids, mask], Graph.OutputNames, [output]);
    }

    /// <summary>The logits of a row after <see cref="Run"/>, [|V|].</summary>
    public ReadOnlySpan<float> Logits(int row) => logits.AsSpan(row * vocabulary, vocabulary);

    private void Fill(ReadOnlySpan<ArraySegment<int>> sequences, int length, int padId)
    {
        var cells = sequences.Length * length;
        if (input_ids.Length < cells)
        {
            input_ids = new long[cells];
            attention_mask = new long[cells];
        }

        if (logits.Length < sequences.Length * vocabulary)
        {
            logits = GC.AllocateUninitializedArray<float>(sequences.Length * vocabulary);
        }

        for (var row = 0; row < sequences.Length; row++)
        {
            var sequence = sequences[row].AsSpan();
            var start = row * length;
            for (var i = 0; i < length; i++)
            {
                var stands = i < sequence.Length;
                input_ids[start + i] = stands ? sequence[i] : padId;
                attention_mask[start + i] = stands ? 1 : 0;
            }
        }
    }
}
