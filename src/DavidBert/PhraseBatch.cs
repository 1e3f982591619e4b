using DavidBert.Graphs;
using Microsoft.ML.OnnxRuntime;

namespace DavidBert;

/// <summary>The buffers of one run, reused: inputs int64 [rows, length], output float32 [rows, answers].</summary>
internal sealed class PhraseBatch
{
    private readonly long[] inputShape = new long[2];
    private readonly long[] outputShape;
    private readonly string[] inputNames;
    private readonly OrtValue[] inputs;
    private readonly OrtValue[] outputs = new OrtValue[1];
    private long[] input_ids = [];
    private long[] attention_mask = [];
    private long[] token_type_ids = [];
    private float[] logits = [];
    private int rows;
    private int length;

    /// <summary>An empty batch for a model of so many answers that reads one segment or two.</summary>
    public PhraseBatch(int answers, int segments)
    {
        outputShape = [0, answers];
        inputNames = Graph.InputNames(segments);
        inputs = new OrtValue[inputNames.Length];
    }

    private int Answers => (int)outputShape[1];

    /// <summary>Takes phrases, padded with <paramref name="padId"/> to the longest.</summary>
    public void Fill(ReadOnlySpan<EncodedPhrase> phrases, int padId)
    {
        (rows, length) = (phrases.Length, 0);
        foreach (var phrase in phrases)
        {
            length = Math.Max(length, phrase.Ids.Length);
        }

        if (input_ids.Length < rows * length)
        {
            input_ids = new long[rows * length];
            attention_mask = new long[rows * length];
            token_type_ids = new long[rows * length];
        }

        if (logits.Length < rows * Answers)
        {
            logits = GC.AllocateUninitializedArray<float>(rows * Answers);
        }

        for (var row = 0; row < rows; row++)
        {
            var sequence = phrases[row].Ids;
            var ids = input_ids.AsSpan(row * length, length);
            for (var i = 0; i < sequence.Length; i++)
            {
                ids[i] = sequence[i];
            }

            ids[sequence.Length..].Fill(padId);
            var mask = attention_mask.AsSpan(row * length, length);
            mask[..sequence.Length].Fill(1);
            mask[sequence.Length..].Clear();
            var types = token_type_ids.AsSpan(row * length, length);
            types.Clear();
            types[phrases[row].SecondAt..sequence.Length].Fill(1);
        }
    }

    /// <summary>Runs the model on the phrases.</summary>
    /// <exception cref="OnnxRuntimeException">The run was terminated or failed.</exception>
    public void Run(InferenceSession session, RunOptions options)
    {
        (inputShape[0], inputShape[1], outputShape[0]) = (rows, length, rows);
        using var ids = Tensor(input_ids.AsMemory(0, rows * length), inputShape);
        using var mask = Tensor(attention_mask.AsMemory(0, rows * length), inputShape);
        using var types = Tensor(token_type_ids.AsMemory(0, rows * length), inputShape);
        using var output = Tensor(logits.AsMemory(0, rows * Answers), outputShape);
        new[] { ids, mask, types }.AsSpan(0, inputs.Length).CopyTo(inputs);
        outputs[0] = output;
        session.Run(options, inputNames, inputs, Graph.OutputNames, outputs);
    }

    /// <summary>The logits of a row after <see cref="Run"/>, [answers].</summary>
    public ReadOnlySpan<float> Logits(int row) => logits.AsSpan(row * Answers, Answers);

    /// <summary>Its size, for an error.</summary>
    public override string ToString() => $"{rows} phrases of {length} pieces";

    private static OrtValue Tensor<T>(Memory<T> memory, long[] shape)
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory, shape);
}

/// <summary>Batches that wait for their next run; no more are kept than the machine has cores. Thread-safe.</summary>
internal sealed class BatchPool
{
    private readonly PhraseBatch?[] idle = new PhraseBatch?[Environment.ProcessorCount];
    private readonly int answers;
    private readonly int segments;

    /// <summary>A pool of batches for models of so many answers that read one segment or two.</summary>
    public BatchPool(int answers, int segments) => (this.answers, this.segments) = (answers, segments);

    /// <summary>A batch that is not in use.</summary>
    public PhraseBatch Take()
    {
        for (var i = 0; i < idle.Length; i++)
        {
            if (Interlocked.Exchange(ref idle[i], null) is { } batch)
            {
                return batch;
            }
        }

        return new PhraseBatch(answers, segments);
    }

    /// <summary>Gives back a batch that no run uses any more.</summary>
    public void Return(PhraseBatch batch)
    {
        for (var i = 0; i < idle.Length; i++)
        {
            if (Interlocked.CompareExchange(ref idle[i], batch, null) is null)
            {
                return;
            }
        }
    }
}
