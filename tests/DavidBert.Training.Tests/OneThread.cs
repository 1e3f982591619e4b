using System.Runtime.CompilerServices;
using DavidBert.Graphs;

namespace DavidBert.Training.Tests;

/// <summary>
/// Tests train with one thread: their steps are so small that several only wait for each other, and the tests of
/// other assemblies need the cores.
/// </summary>
internal static class OneThread
{
    [ModuleInitializer]
    public static void Choose() => NativeEnvironment.Set("OMP_NUM_THREADS", "1");
}
