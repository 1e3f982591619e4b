using DavidBert.Bundles;
using Microsoft.ML.OnnxRuntime;

namespace DavidBert.Prediction;

/// <summary>The ONNX graph of a bundle: its names, and the session that runs it.</summary>
internal static class Graph
{
    /// <summary>The inputs, int64 [batch, length].</summary>
    public static readonly string[] InputNames = ["input_ids", "attention_mask"];

    /// <summary>The output, float32 [batch, |V|].</summary>
    public static readonly string[] OutputNames = ["logits"];

    /// <summary>Creates the session of a graph.</summary>
    /// <exception cref="BundleException">ONNX Runtime refuses the graph, or it has other inputs or another output.</exception>
    public static InferenceSession Open(string path, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.dynamic_block_base", "4");
        options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        try
        {
            return new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new BundleException($"'{path}' is not a model that ONNX Runtime can run: {e.Message}", e);
        }
    }

    /// <summary>Checks the session against what a bundle must have.</summary>
    /// <exception cref="BundleException">An input or the output differs.</exception>
    public static void Check(InferenceSession session, string path, int vocabulary)
    {
        string[] inputs = [.. InputNames.Select(name => $"{name} int64 [?, ?]")];
        string[] outputs = [.. OutputNames.Select(name => $"{name} float [?, {vocabulary}]")];
        Require(path, "inputs", inputs, session.InputMetadata);
        Require(path, "outputs", outputs, session.OutputMetadata);
    }

    private static void Require(string path, string what, string[] expected, IReadOnlyDictionary<string, NodeMetadata> nodes)
    {
        string[] found = [.. nodes.Select(node => $"{node.Key} {Describe(node.Value)}")];
        if (!expected.ToHashSet(StringComparer.Ordinal).SetEquals(found))
        {
            throw new BundleException(
                $"'{path}' has the {what} {string.Join(", ", found)}; expected {string.Join(", ", expected)}.");
        }
    }

    /// <summary>Type and shape, as in <c>int64 [?, 3]</c>; a question mark is a free dimension.</summary>
    private static string Describe(NodeMetadata node)
    {
        if (!node.IsTensor)
        {
            return "no tensor";
        }

        var type = node.ElementDataType.ToString().ToLowerInvariant();
        return $"{type} [{string.Join(", ", node.Dimensions.Select(size => size < 0 ? "?" : $"{size}"))}]";
    }
}
