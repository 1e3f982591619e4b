using System.Globalization;

namespace DavidBert.Testing;

/// <summary>Whether a process that a test starts can be interrupted, as by Ctrl-C.</summary>
public static class Interrupts
{
    private const string Ignored = "SigIgn:";
    private const ulong Interrupt = 1 << 1; // SIGINT is 2, its bit the second

    /// <summary>
    /// Skips the test where there are no signals, or where the shell in the background has this one ignored by all it
    /// starts.
    /// </summary>
    public static void OrSkip()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent by kill.");
        if (OperatingSystem.IsLinux())
        {
            var line = File.ReadLines("/proc/self/status")
                .First(status => status.StartsWith(Ignored, StringComparison.Ordinal));
            var signals = ulong.Parse(
                line[Ignored.Length..].Trim(),
                NumberStyles.HexNumber,
                CultureInfo.InvariantCulture);
            Assert.SkipWhen((signals & Interrupt) != 0, "The tests run where interrupts are ignored.");
        }
    }
}
