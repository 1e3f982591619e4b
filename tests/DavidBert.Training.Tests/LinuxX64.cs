using System.Runtime.InteropServices;

namespace DavidBert.Training.Tests;

/// <summary>The system that training is for.</summary>
internal static class LinuxX64
{
    public static void OrSkip() => Assert.SkipUnless(
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64,
        "Training is for Linux x64, as libtorch-cpu-linux-x64 is.");
}
