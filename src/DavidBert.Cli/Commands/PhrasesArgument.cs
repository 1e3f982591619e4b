using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.CompilerServices;
using DavidBert.Cli.Shell;

namespace DavidBert.Cli.Commands;

/// <summary>The phrases of a command: arguments, or lines of standard input.</summary>
internal static class PhrasesArgument
{
    private const string StandardInput = "-";

    /// <summary>The argument.</summary>
    public static Argument<string[]> Create() => new("PHRASE")
    {
        Description = "The phrases, each one argument. Without any, or for '-', the lines of standard input.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>Whether no phrase comes from standard input.</summary>
    public static bool AreAllGiven(string[] phrases) =>
        phrases.Length > 0 && !phrases.Contains(StandardInput, StringComparer.Ordinal);

    /// <summary>The phrases in their order, as many at a time as are there without waiting.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<string>> ReadAsync(
        string[] phrases, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (AreAllGiven(phrases))
        {
            yield return phrases;
            yield break;
        }

        foreach (var phrase in phrases.DefaultIfEmpty(StandardInput))
        {
            if (!string.Equals(phrase, StandardInput, StringComparison.Ordinal))
            {
                yield return [phrase];
                continue;
            }

            await foreach (var lines in LineReader.FromStandardInput().ReadAsync(cancellation))
            {
                yield return lines;
            }
        }
    }

    /// <summary>Refuses what looks like an option and was taken for a phrase, unless it stands behind <c>--</c>.</summary>
    /// <exception cref="UsageException">There is such a phrase.</exception>
    public static void RefuseUnknownOptions(ParseResult result, string[] phrases)
    {
        var unknown = result.Tokens
            .TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Select(token => token.Value)
            .FirstOrDefault(value => value.Length > 1 && value[0] == '-' && phrases.Contains(value, StringComparer.Ordinal));
        if (unknown is not null)
        {
            var command = result.CommandResult.Command.Name;
            throw new UsageException(
                $"there is no option '{unknown}'; see 'davidbert {command} --help'. If it is meant as it stands: davidbert {command} -- '{unknown}'");
        }
    }
}
