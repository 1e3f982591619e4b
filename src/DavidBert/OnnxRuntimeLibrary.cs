using Microsoft.ML.OnnxRuntime;

namespace DavidBert;

/// <summary>ONNX Runtime's native library, which takes a while to load.</summary>
internal static class OnnxRuntimeLibrary
{
    /// <summary>Loads it on a thread of its own, so that a session made a little later does not wait for it.</summary>
    public static void BeginLoading() => _ = Task.Run(static () =>
    {
        OnnxTelemetry.TurnOff();
        OrtEnv.Instance();
    });
}
