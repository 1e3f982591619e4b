using System.Globalization;
using System.Runtime.InteropServices;
using DavidBert.Training.Native;
using TorchSharp;

namespace DavidBert.Training.Tests.Native;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void EnsureLoaded_OnThisSystem_TorchComputesAndLearns()
    {
        LinuxX64.OrSkip();
        TorchRuntime.EnsureLoaded();
        TorchRuntime.EnsureLoaded();

        using var x = torch.rand([2, 3], requires_grad: true);
        using var loss = (x * x).sum();
        loss.backward();
        using var expected = 2 * x.detach();

        Assert.Equal([2, 3], x.shape);
        Assert.True(torch.allclose(x.grad!, expected));
    }

    [Fact]
    public void EnsureLoaded_OnLinux_LetsItsThreadsSleepSoon()
    {
        LinuxX64.OrSkip();
        TorchRuntime.EnsureLoaded();

        var seen = Marshal.PtrToStringUTF8(NativeVariable("GOMP_SPINCOUNT"));

        Assert.InRange(int.Parse(seen!, CultureInfo.InvariantCulture), 0, 10_000);
    }

    [DllImport("libc", EntryPoint = "getenv", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint NativeVariable(string name);
}
