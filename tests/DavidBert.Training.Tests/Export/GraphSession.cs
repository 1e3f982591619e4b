using DavidBert.Graphs;
using DavidBert.Training.Export.Onnx;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace DavidBert.Training.Tests.Export;

/// <summary>A graph in ONNX Runtime.</summary>
internal sealed class GraphSession : IDisposable
{
    private readonly InferenceSession session;

    public GraphSession(
        ModelProto model, GraphOptimizationLevel level = GraphOptimizationLevel.ORT_ENABLE_ALL, int threads = 1)
    {
        OnnxTelemetry.TurnOff();
        using var options = new SessionOptions { GraphOptimizationLevel = level, IntraOpNumThreads = threads };
        session = new InferenceSession(model.ToByteArray(), options);
    }

    /// <summary>
    /// The rows of an output for one batch, padded to its longest sequence and <paramref name="padding"/> more; where
    /// the graph reads two segments, the second begins at <paramref name="secondAt"/> of a sequence.
    /// </summary>
    public float[][] Run(
        IReadOnlyList<long[]> sequences,
        int padding = 0,
        string output = "logits",
        Func<long[], int>? secondAt = null)
    {
        var (batch, length) = (sequences.Count, sequences.Max(s => s.Length) + padding);
        var input_ids = new long[batch * length];
        var attention_mask = new long[batch * length];
        var token_type_ids = new long[batch * length];
        for (var i = 0; i < batch; i++)
        {
            sequences[i].CopyTo(input_ids, i * length);
            attention_mask.AsSpan(i * length, sequences[i].Length).Fill(1);
            var second = secondAt?.Invoke(sequences[i]) ?? sequences[i].Length;
            token_type_ids.AsSpan((i * length) + second, sequences[i].Length - second).Fill(1);
        }

        using var run = new RunOptions();
        using var ids = OrtValue.CreateTensorValueFromMemory(input_ids, [batch, length]);
        using var mask = OrtValue.CreateTensorValueFromMemory(attention_mask, [batch, length]);
        using var types = OrtValue.CreateTensorValueFromMemory(token_type_ids, [batch, length]);
        var readsPairs = session.InputMetadata.ContainsKey("token_type_ids");
        using var results = readsPairs
            ? session.Run(run, ["input_ids", "attention_mask", "token_type_ids"], [ids, mask, types], [output])
            : session.Run(run, ["input_ids", "attention_mask"], [ids, mask], [output]);
        return [.. results[0].GetTensorDataAsSpan<float>().ToArray().Chunk(
            (int)results[0].GetTensorTypeAndShape().Shape[1])];
    }

    public void Dispose() => session.Dispose();
}
