using DavidBert.Cli.Answers;
using DavidBert.Cli.Shell;
using DavidBert.Labelling;

namespace DavidBert.Cli.Commands;

/// <summary><c>davidbert predict</c>: a word for each phrase.</summary>
internal static class PredictCommand
{
    public static ExampledCommand Create()
    {
        var phrases = Operands.Phrases();
        var topK = WholeNumberOption.Create(
            "--top-k", "How many words to give for a phrase, best first.", 1, Predictor.MaxTopK, Predictor.DefaultTopK);
        topK.Aliases.Add("-k");
        var format = FormatOption.Create<AnswerFormat>(
            "Lines to read, one JSON object per line, or CSV with a header.");
        var threads = WholeNumberOption.Threads(new PredictorOptions().Threads);
        var model = ModelOption.Create();
        var command = new ExampledCommand(
            "predict",
            "Answers each phrase with one word, one line each, in their order.",
            [
                "davidbert predict \"very chonky\" fishy valuable large",
                "davidbert predict --top-k 3 --format json \"smells funny\"",
                "davidbert predict --format csv < phrases.txt > words.csv",
                "davidbert predict --glossary our-terms.tsv \"very frobly\"",
                "davidbert predict --model my-model -- -5",
            ])
        {
            phrases, topK, format, model, threads,
        };
        var reading = new ReadingOptions();
        reading.AddTo(command);
        command.SetAction((result, cancellation) => RunAsync(
            Operands.Of(result, phrases),
            result.GetValue(topK),
            result.GetValue(format),
            result.Folder(model),
            reading.Read(result) with { Threads = result.GetValue(threads) },
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Operand[] phrases,
        int topK,
        AnswerFormat format,
        string model,
        PredictorOptions options,
        CancellationToken cancellation)
    {
        using var predictor = Predictor.Load(model, options);
        await using var output = StandardOutput.Open();
        await using var writer = AnswerWriter.Create(
            format,
            output,
            topK,
            tellsConfidence: predictor.Bundle.Manifest.ConfidentAt is not null,
            Operands.AreAllGiven(phrases) ? [.. phrases.Select(phrase => phrase.Text)] : []);
        var (count, failed) = (0L, 0L);
        await foreach (var given in Operands.ReadAsync(phrases, cancellation))
        {
            var answers = Answers(given);
            foreach (var answer in answers)
            {
                writer.Write(answer);
            }

            await writer.FlushAsync();
            count += answers.Length;
            failed += answers.Count(answer => answer.Error is not null);
        }

        if (failed == 0)
        {
            return ExitCode.Success;
        }

        Failure.Tell($"{failed:N0} of {Counted.Of(count, "phrase")} could not be answered.");
        return ExitCode.SomeFailed;

        Answer[] Answers(IReadOnlyList<GivenPhrase> given)
        {
            var texts = given.Where(phrase => phrase.Fault is null).Select(phrase => phrase.Text);
            var answers = new Queue<Answer>(predictor.PredictBatch([.. texts], topK, cancellation));
            return [.. given.Select(phrase => phrase.Fault is { } fault
                ? Answer.Failed(phrase.Text, AnswerError.BadEncoding(fault))
                : answers.Dequeue())];
        }
    }
}
