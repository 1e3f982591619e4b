using Microsoft.ML.OnnxRuntime;

namespace DavidBert.Graphs;

/// <summary>ONNX Runtime's native library, which takes a while to load.</summary>
internal static class OnnxRuntimeLibrary
{
    private static readonly Lazy<Task> Loading = new(Load);

    /// <summary>Loads it on a thread of its own, so that a session made a little later does not wait for it.</summary>
    public static void BeginLoading() => _ = Loading.Value;

    private static Task Load()
    {
        var loading = Task.Run(static () =>
        {
            OnnxTelemetry.TurnOff();
            OrtEnv.Instance();
        });
        // A process that ends while the library is loaded, as after a failure, would crash in it.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Task.WaitAny(loading);
        return loading;
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

    private static readonly bool IsOff = NativeEnvironment.Set(Variable, On);

    /// <summary>Turns it off for this process. To be called before anything of ONNX Runtime is used.</summary>
    public static void TurnOff() => _ = IsOff;
}
