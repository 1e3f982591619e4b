using DavidBert.Cli.Output;

namespace DavidBert.Cli.Input;

/// <summary>Standard input as bytes.</summary>
internal static class StandardInput
{
    private const int Handle = 0;

    /// <summary>Opens the stream.</summary>
    /// <exception cref="UsageException">It was closed by whoever started the process.</exception>
    public static Stream Open() => StandardHandle.IsInherited(Handle)
        ? Console.OpenStandardInput()
        : throw new UsageException("standard input is closed; name what to read on the command line, or give it by a pipe.");
}
