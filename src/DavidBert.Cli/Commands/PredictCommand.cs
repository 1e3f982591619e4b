using System.CommandLine;
using DavidBert.Cli.Answers;
using DavidBert.Cli.Shell;

namespace DavidBert.Cli.Commands;

/// <summary><c>davidbert predict</c>: a word for each phrase.</summary>
internal static class PredictCommand
{
    public const string Name = "predict";

    private const int MaxThreads = 1_024;

    public static readonly string[] Examples =
    [
        "davidbert predict \"very chonky\" fishy valuable large",
        "davidbert predict --top-k 3 --format json \"smells funny\"",
        "davidbert predict --format csv < phrases.txt > words.csv",
        "davidbert predict --model my-model -- -5",
    ];

    public static Command Create()
    {
        var phrases = PhrasesArgument.Create();
        var topK = WholeNumberOption.Create(
            "--top-k", "How many words to give for a phrase, best first.", 1, Predictor.MaxTopK, Predictor.DefaultTopK);
        topK.Aliases.Add("-k");
        var format = FormatOption.Create<AnswerFormat>("Lines to read, one JSON object a line, or CSV with a header.");
        var threads = WholeNumberOption.Create(
            "--threads", "Threads to compute with.", 1, MaxThreads, initial: new PredictorOptions().Threads);
        var model = ModelOption.Create();
        var command = new Command(Name, "Answers each phrase with one word, one line each, in their order.")
        {
            phrases, topK, format, model, threads,
        };
        command.SetAction((result, cancellation) =>
        {
            var texts = result.GetValue(phrases) ?? [];
            PhrasesArgument.RefuseUnknownOptions(result, texts);
            return RunAsync(
                texts, result.GetValue(topK), result.GetValue(format), result.Folder(model),
                result.GetValue(threads), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        string[] phrases, int topK, AnswerFormat format, string model, int threads, CancellationToken cancellation)
    {
        using var predictor = Predictor.Load(model, new PredictorOptions { Threads = threads });
        await using var output = StandardOutput.Open();
        await using var writer = AnswerWriter.Create(
            format, output, topK, predictor.Bundle.Manifest.ConfidentAt is not null, PhrasesArgument.AreAllGiven(phrases) ? phrases : []);
        var (count, failed) = (0L, 0L);
        await foreach (var texts in PhrasesArgument.ReadAsync(phrases, cancellation))
        {
            var answers = predictor.PredictBatch(texts, topK, cancellation);
            foreach (var answer in answers)
            {
                writer.Write(answer);
            }

            await writer.FlushAsync();
            count += answers.Count;
            failed += answers.Count(answer => answer.Error is not null);
        }

        if (failed == 0)
        {
            return ExitCode.Success;
        }

        StandardError.WriteLine($"davidbert: {failed} of {count} phrases could not be answered.");
        return ExitCode.SomeFailed;
    }
}
