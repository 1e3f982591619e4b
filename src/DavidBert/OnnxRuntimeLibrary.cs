using Microsoft.ML.OnnxRuntime;

namespace DavidBert;

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
