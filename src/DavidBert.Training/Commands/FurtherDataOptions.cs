using System.CommandLine;
using DavidBert.Training.Runs;

namespace DavidBert.Training.Commands;

/// <summary>The files that a training may learn from beside its rows.</summary>
internal sealed class FurtherDataOptions
{
    private readonly Option<FileInfo> teacher = new Option<FileInfo>("--teacher")
    {
        Description
            = "A table of what larger models answer ('phrase' and 'answers', tab-separated), learned beside the "
            + "labels.",
    }.AcceptExistingOnly();

    private readonly Option<FileInfo> nothing = new Option<FileInfo>("--nothing")
    {
        Description = "A table of lines of which nothing is said ('phrase' and 'split', tab-separated).",
    }.AcceptExistingOnly();

    private readonly Option<FileInfo> glossary = new Option<FileInfo>("--glossary")
    {
        Description = "The glossary whose definitions are read beside phrases ('davidbert-train glossary' makes one).",
    }.AcceptExistingOnly();

    /// <summary>Adds the options to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(teacher);
        command.Options.Add(nothing);
        command.Options.Add(glossary);
    }

    /// <summary>Whether there is more to learn from than rows and definitions.</summary>
    public bool AreGiven(ParseResult result) =>
        result.GetValue(teacher) is not null || result.GetValue(nothing) is not null;

    /// <summary>The request with the files that the user named.</summary>
    public RunRequest AddTo(ParseResult result, RunRequest request) => request with
    {
        TeacherPath = result.GetValue(teacher)?.FullName,
        NothingPath = result.GetValue(nothing)?.FullName,
        GlossaryPath = result.GetValue(glossary)?.FullName,
    };
}
