using DavidBert.Bundles;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DavidBert.Graphs;

/// <summary>The ONNX graph of a bundle: its names, and the session that runs it.</summary>
internal static class Graph
{
    private const int Rank = 2;

    private static readonly string[] OfPhrases = ["input_ids", "attention_mask"];
    private static readonly string[] OfPairs = [.. OfPhrases, "token_type_ids"];

    /// <summary>The output, float32 [batch, answers].</summary>
    public static readonly string[] OutputNames = ["logits"];

    /// <summary>The inputs, int64 [batch, length], for one segment or two.</summary>
    public static string[] InputNames(int segments) => segments == 1 ? OfPhrases : OfPairs;

    /// <summary>Creates the session of a graph.</summary>
    /// <param name="file">
    /// The graph's file. Its large weights are mapped until they are packed. Weights that lie in other files, which
    /// nobody has checked, are refused.
    /// </param>
    /// <param name="threads">Threads of a run.</param>
    /// <param name="mayChange">
    /// Whether the file may be overwritten while the session is used: then what a run reads of it is copied first.
    /// </param>
    /// <exception cref="BundleException">
    /// ONNX Runtime refuses the graph, or it has other inputs or another output.
    /// </exception>
    public static LoadedGraph Open(FileStream file, int threads, bool mayChange)
    {
        OnnxTelemetry.TurnOff();
        var copies = new List<IDisposable>();
        using var options = Options(threads);
        try
        {
            var outline = GraphOutline.Read(file);
            if (ExternalWeights.AreIn(outline))
            {
                throw new BundleException(
                    $"'{file.Name}' keeps weights in other files, which {ModelManifest.FileName} does not name. "
                    + "Export the model into one file.");
            }

            // ONNX Runtime takes weights from the folder alone, not from where a link in it leads.
            var place = File.ResolveLinkTarget(file.Name, returnFinalTarget: true)?.FullName ?? file.Name;
            options.AddSessionConfigEntry(
                "session.model_external_initializers_file_folder_path", Path.GetDirectoryName(place)!);
            foreach (var weight in mayChange ? outline.ReadWhileRunning() : [])
            {
                options.AddInitializer(weight.Name, Read(file, weight, copies));
            }

            return new LoadedGraph(
                new InferenceSession(outline.WithWeightsIn(Path.GetFileName(place)), options), copies);
        }
        catch (Exception e)
        {
            copies.ForEach(copy => copy.Dispose());
            if (e is OnnxRuntimeException or InvalidDataException)
            {
                throw new BundleException($"'{file.Name}' is not a model that ONNX Runtime can run: {e.Message}", e);
            }

            throw;
        }
    }

    /// <summary>How a run is done, whatever the graph.</summary>
    /// <param name="threads">Threads of a run.</param>
    public static SessionOptions Options(int threads)
    {
        // Hardly two runs have one shape, for which ONNX Runtime would keep a plan of its memory.
        var options = new SessionOptions { IntraOpNumThreads = threads, EnableMemoryPattern = false };
        // Within a run a thread waits some µs for its next part; to be woken takes longer. Between runs it sleeps.
        options.AddSessionConfigEntry("session.intra_op.spin_duration_us", "50");
        options.AddSessionConfigEntry("session.dynamic_block_base", "4");
        options.AddSessionConfigEntry("session.prepack.enable_parallel", "1");
        options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        return options;
    }

    /// <summary>Checks the session against what a bundle must have.</summary>
    /// <exception cref="BundleException">An input or the output differs.</exception>
    public static void Check(InferenceSession session, Bundle bundle)
    {
        var (path, inputs) = (bundle.ModelPath, InputNames(bundle.Manifest.Segments));
        Require(path, "inputs", inputs, session.InputMetadata.Keys);
        Require(path, "outputs", OutputNames, session.OutputMetadata.Keys);
        foreach (var name in inputs)
        {
            RequireTensor(path, name, session.InputMetadata[name], TensorElementType.Int64);
        }

        var logits = session.OutputMetadata[OutputNames[0]];
        RequireTensor(path, OutputNames[0], logits, TensorElementType.Float);
        if (logits.Dimensions[1] != bundle.Words.Count)
        {
            throw new BundleException(
                $"'{path}' gives {logits.Dimensions[1]} logits; '{Bundle.WordsFile}' has {bundle.Words.Count} lines.");
        }
    }

    /// <summary>Reads a weight into memory that ONNX Runtime takes as it is.</summary>
    private static OrtValue Read(FileStream file, GraphOutline.Weight weight, List<IDisposable> copies)
    {
        var memory = OrtAllocator.DefaultInstance.Allocate(checked((uint)weight.Length));
        copies.Add(memory);
        var value = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance,
            (TensorElementType)weight.Type,
            weight.Shape,
            memory.DangerousGetHandle(),
            weight.Length);
        copies.Add(value);
        file.Position = weight.Offset;
        file.ReadExactly(value.GetTensorMutableRawData());
        return value;
    }

    private static void RequireTensor(string path, string name, NodeMetadata found, TensorElementType expected)
    {
        if (!found.IsTensor || found.ElementDataType != expected || found.Dimensions.Length != Rank)
        {
            throw new BundleException(
                $"'{path}': {name} is {found.ElementDataType} of {found.Dimensions.Length} dimensions; "
                + $"expected {expected} of {Rank}.");
        }
    }

    private static void Require(string path, string what, string[] expected, IEnumerable<string> found)
    {
        if (!expected.ToHashSet(StringComparer.Ordinal).SetEquals(found))
        {
            throw new BundleException(
                $"'{path}' has the {what} {string.Join(", ", found)}; expected {string.Join(", ", expected)}.");
        }
    }
}
