using System.Runtime.InteropServices;
using System.Text;
using DavidBert.Bundles;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DavidBert;

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
    /// <param name="graph">
    /// The graph; weights of it that lie in other files, which nobody has checked, are refused.
    /// </param>
    /// <param name="path">Where it was read from, for messages.</param>
    /// <param name="threads">Threads of a run.</param>
    /// <exception cref="BundleException">
    /// ONNX Runtime refuses the graph, or it has other inputs or another output.
    /// </exception>
    public static InferenceSession Open(byte[] graph, string path, int threads)
    {
        if (ExternalWeights.AreIn(graph))
        {
            throw new BundleException(
                $"'{path}' keeps weights in other files, which {ModelManifest.FileName} does not name. "
                + "Export the model into one file.");
        }

        OnnxTelemetry.TurnOff();
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.dynamic_block_base", "4");
        options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        try
        {
            return new InferenceSession(graph, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new BundleException($"'{path}' is not a model that ONNX Runtime can run: {e.Message}", e);
        }
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

/// <summary>
/// A session that calls share. ONNX Runtime does not survive a session closed under a run: here the last call under way
/// closes it.
/// </summary>
internal sealed class SharedSession : IDisposable
{
    private readonly InferenceSession session;
    private readonly IDisposable? glossary;
    private int users = 1;
    private int disposed;

    /// <summary>Takes over the session, and the glossary that is read along with it.</summary>
    public SharedSession(InferenceSession session, IDisposable? glossary) =>
        (this.session, this.glossary) = (session, glossary);

    /// <summary>The options of a run that cannot be cancelled.</summary>
    public RunOptions Unending { get; } = new();

    /// <summary>The session, open until <see cref="Leave"/>.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public InferenceSession Enter()
    {
        for (var seen = Volatile.Read(ref users); ;)
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref disposed) != 0, typeof(Predictor));
            var found = Interlocked.CompareExchange(ref users, seen + 1, seen);
            if (found == seen)
            {
                return session;
            }

            seen = found;
        }
    }

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref users) == 0)
        {
            session.Dispose();
            glossary?.Dispose();
            Unending.Dispose();
        }
    }

    /// <summary>Lets no call in any more, and closes the session once the calls under way have ended.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            Leave();
        }
    }
}

/// <summary>
/// ONNX Runtime's telemetry, which its packages send by default: about this computer, its processor and the program. It
/// is off where a variable of the environment says so when ONNX Runtime's native library is loaded. Turning it off by
/// its API afterwards is too late for what it writes and sends at its start.
/// </summary>
internal static class OnnxTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";
    private const string On = "1";

    private static readonly bool IsOff = SetVariable();

    /// <summary>Turns it off for this process. To be called before anything of ONNX Runtime is used.</summary>
    public static void TurnOff() => _ = IsOff;

    private static bool SetVariable()
    {
        Environment.SetEnvironmentVariable(Variable, On);
        // On other systems .NET keeps variables to itself, where native code does not see them.
        return OperatingSystem.IsWindows() || SetNative(Native(Variable), Native(On), overwrite: 1) == 0;
    }

    private static byte[] Native(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    [DllImport("libc", EntryPoint = "setenv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetNative(byte[] name, byte[] value, int overwrite);
}
