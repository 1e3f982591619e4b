using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.CompilerServices;
using DavidBert.Cli.Shell;

namespace DavidBert.Cli.Commands;

/// <summary>One of the phrases or files that a command line names.</summary>
/// <param name="Text">The phrase, or the path.</param>
/// <param name="IsStandardInput">
/// Whether it is <c>-</c>, which stands for standard input unless it follows <c>--</c>.
/// </param>
internal readonly record struct Operand(string Text, bool IsStandardInput);

/// <summary>The phrases or files of a command line.</summary>
internal static class Operands
{
    private const string Dash = "-";

    /// <summary>The argument of a command that takes phrases.</summary>
    public static Argument<string[]> Phrases() => new("PHRASE")
    {
        Description = "The phrases, one per argument. With none, or with '-', the lines of standard input.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>The operands in their order.</summary>
    /// <exception cref="UsageException">One looks like an option and does not follow <c>--</c>.</exception>
    public static Operand[] Of(ParseResult result, Argument<string[]> argument)
    {
        var texts = result.GetValue(argument) ?? [];
        var literal = result.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Skip(1).Count();
        var free = texts.Length - literal;
        if (Array.Find(texts[..free], text => text is ['-', _, ..]) is { } unknown)
        {
            var command = $"davidbert {result.CommandResult.Command.Name}";
            throw new UsageException(
                $"{Unknown.Option(OptionName(unknown), result.CommandResult.Command)} See '{command} --help'. "
                + $"If it is not meant as an option, put -- before it: {command} -- '{OptionName(unknown)}'");
        }

        return [.. texts.Select((text, i) => new Operand(text, i < free && text is Dash))];
    }

    /// <summary>An option without the value that may follow <c>=</c>.</summary>
    public static string OptionName(string token) => token.Split('=')[0];

    /// <summary>The phrases in their order, as many at a time as have arrived.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<GivenPhrase>> ReadAsync(
        IReadOnlyList<Operand> phrases, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (AreAllGiven(phrases))
        {
            yield return [.. phrases.Select(Given)];
            yield break;
        }

        foreach (var phrase in phrases.DefaultIfEmpty(new Operand(Dash, IsStandardInput: true)))
        {
            if (!phrase.IsStandardInput)
            {
                yield return [Given(phrase)];
                continue;
            }

            await foreach (var lines in LineReader.FromStandardInput().ReadAsync(cancellation))
            {
                yield return lines;
            }
        }
    }

    /// <summary>The phrase of an argument; the runtime has put U+FFFD where its bytes were not UTF-8.</summary>
    private static GivenPhrase Given(Operand phrase)
    {
        var isText = !phrase.Text.Contains('\uFFFD', StringComparison.Ordinal);
        return new GivenPhrase(phrase.Text, isText ? null : "The argument is not UTF-8. Give it as UTF-8.");
    }

    /// <summary>Whether no phrase comes from standard input.</summary>
    public static bool AreAllGiven(IReadOnlyList<Operand> phrases) =>
        phrases.Count > 0 && !phrases.Any(phrase => phrase.IsStandardInput);
}
