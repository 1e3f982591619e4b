namespace DavidBert.Cli.Shell;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    /// <summary>Everything was answered.</summary>
    public const int Success = 0;

    /// <summary>Some phrase or line has an error; the others were answered.</summary>
    public const int SomeFailed = 1;

    /// <summary>The command line is wrong, or the model cannot be used.</summary>
    public const int Unusable = 2;

    /// <summary>The user interrupted the command, as shells report it.</summary>
    public const int Interrupted = 130;
}

/// <summary>The command line asks for something that cannot be.</summary>
internal sealed class UsageException(string message) : Exception(message);
