using System.CommandLine;
using DavidBert.Cli.Shell;
using DavidBert.Files;
using DavidBert.Glossaries;

namespace DavidBert.Cli.Commands;

/// <summary>
/// How phrases are read: with which definitions beside them, and whether typing errors are read as meant.
/// </summary>
internal sealed class ReadingOptions
{
    private readonly Option<string?> glossary = new("--glossary")
    {
        Description = "Your own terms, a term, a tab and its definition a line: the model reads them beside phrases.",
        HelpName = "FILE",
    };

    private readonly Option<bool> asWritten = new("--as-written")
    {
        Description = "Read typing errors as they stand, not as they are meant.",
    };

    /// <summary>The path of the user's glossary; null for none.</summary>
    public string? Glossary(ParseResult result) => result.GetValue(glossary);

    /// <summary>Whether typing errors are read as they stand.</summary>
    public bool AsWritten(ParseResult result) => result.GetValue(asWritten);

    /// <summary>Adds the options to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(glossary);
        command.Options.Add(asWritten);
    }

    /// <summary>What the user asked for.</summary>
    /// <exception cref="UsageException">The glossary cannot be used.</exception>
    public PredictorOptions Read(ParseResult result) => new()
    {
        Glossary = result.GetValue(glossary) is { } path ? Load(path) : null,
        RepairsSpelling = !result.GetValue(asWritten),
    };

    /// <summary>
    /// What tells one reading from another; to be asked after <see cref="Read"/>, which knows that the glossary can be
    /// used.
    /// </summary>
    public string IdentityOf(ParseResult result) =>
        $"{result.GetValue(asWritten)} {(result.GetValue(glossary) is { } path ? ContentHash.OfFile(path) : string.Empty)}";

    private static GlossaryTable Load(string path)
    {
        try
        {
            return GlossaryTable.Read(path);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{e.Message} Give a file of lines with a term, a tab and its definition.");
        }
    }
}
