using System.CommandLine;
using DavidBert.Bundles;
using DavidBert.Cli.Output;
using DavidBert.Tokenization;

namespace DavidBert.Cli.Commands;

/// <summary><c>davidbert tokenize</c>: what the model reads of a phrase.</summary>
internal static class TokenizeCommand
{
    public const string Name = "tokenize";

    public static readonly string[] Examples =
    [
        "davidbert tokenize \"very chonky\"",
        "davidbert tokenize < phrases.txt",
        "echo '{\"text\": \"very chonky\"}' | davidbert tokenize --jsonl",
    ];

    public static Command Create()
    {
        var phrases = PhrasesArgument.Create();
        var jsonl = new Option<bool>("--jsonl")
        {
            Description = "Read lines {\"text\": …} from standard input and write lines {\"text\": …, \"input_ids\": […]}.",
        };
        var model = ModelOption.Create();
        var command = new Command(Name, "Shows the pieces and ids that the model reads of a phrase, all of them.")
        {
            phrases, jsonl, model,
        };
        command.SetAction((result, cancellation) =>
        {
            var texts = result.GetValue(phrases) ?? [];
            PhrasesArgument.RefuseUnknownOptions(result, texts);
            var asJson = result.GetValue(jsonl);
            if (asJson && texts is not ([] or ["-"]))
            {
                throw new UsageException("--jsonl reads standard input; leave the phrases out.");
            }

            return RunAsync(texts, asJson, result.Folder(model), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(string[] phrases, bool asJson, string model, CancellationToken cancellation)
    {
        var tokenizer = PhraseTokenizer.Load(VocabularyOf(model));
        await using var output = StandardOutput.Open();
        var chunks = PhrasesArgument.ReadAsync(phrases, cancellation);
        if (asJson)
        {
            return await new TokenLines(tokenizer, output).WriteAsync(chunks);
        }

        await using var writer = StandardOutput.Writer(output);
        await foreach (var texts in chunks)
        {
            foreach (var text in texts)
            {
                writer.Write(TokenTable.Format(text, tokenizer));
            }

            await writer.FlushAsync(cancellation);
        }

        return ExitCode.Success;
    }

    private static string VocabularyOf(string model)
    {
        var path = Path.Combine(model, Bundle.VocabularyFile);
        return File.Exists(path)
            ? path
            : throw new UsageException($"'{model}' has no {Bundle.VocabularyFile}; name the folder of a model with --model.");
    }
}
