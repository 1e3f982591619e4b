using System.Text.RegularExpressions;
using DavidBert.Bundles;
using DavidBert.Labelling;
using DavidBert.Serving.Configuration;

namespace DavidBert.Cli.Shell;

/// <summary>The exit code of the process.</summary>
internal static class ExitCode
{
    /// <summary>Everything was answered.</summary>
    public const int Success = 0;

    /// <summary>Some phrases or lines have an error; the others were answered.</summary>
    public const int SomeFailed = 1;

    /// <summary>The command line is wrong, or something it needs cannot be used.</summary>
    public const int Unusable = 2;

    /// <summary>The user interrupted the command; shells report SIGINT this way.</summary>
    public const int Interrupted = 130;
}

/// <summary>The command line asks for something that does not work.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>Which exceptions are the user's to mend, and how they are told.</summary>
internal static partial class Failure
{
    private const string Prefix = "davidbert: ";
    private const string Verbose = "DAVIDBERT_VERBOSE";

    /// <summary>What to tell the user; null for an exception that is a bug of ours.</summary>
    public static string? MessageOf(Exception exception) => exception switch
    {
        UsageException or BundleException or LabelException or SettingsException or InvalidDataException or IOException
            or UnauthorizedAccessException => exception.Message,
        DllNotFoundException or { InnerException: DllNotFoundException } =>
            $"ONNX Runtime cannot be loaded on this system: {exception.InnerException?.Message ?? exception.Message}",
        _ => null,
    };

    /// <summary>Tells the user on standard error.</summary>
    public static void Tell(string message) => StandardError.WriteLine(Prefix + message);

    /// <summary>
    /// Tells of a bug of ours in one line; with the environment variable DAVIDBERT_VERBOSE, also where it arose.
    /// </summary>
    public static void TellUnforeseen(Exception exception)
    {
        var isVerbose = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Verbose));
        var more = isVerbose ? "." : $"; {Verbose}=1 shows where it arose.";
        Tell($"this should not happen: {exception.GetType().Name}: {exception.Message} "
            + $"Please report it with what you ran{more}");
        foreach (var line in isVerbose ? exception.ToString().Split('\n') : [])
        {
            StandardError.WriteLine(line);
        }
    }

    /// <summary>The text with keys and signatures of storage accounts blotted out.</summary>
    public static string WithoutSecrets(string text) => Secret().Replace(text, "***");

    [GeneratedRegex(
        @"(?<=\b(AccountKey|SharedAccessSignature|sig)=)[^;&\s'""]+",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Secret();
}
