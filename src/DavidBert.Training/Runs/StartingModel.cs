using DavidBert.Bundles;
using DavidBert.Training.Checkpoints;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Modeling;
using static TorchSharp.torch;

namespace DavidBert.Training.Runs;

/// <summary>The models that trainings start from: a base checkpoint's, or an ended training's.</summary>
internal static class StartingModel
{
    /// <summary>The model that <paramref name="request"/> starts from.</summary>
    /// <param name="request">What to train.</param>
    /// <param name="data">What it reads.</param>
    /// <param name="notes">Hears what the base checkpoint lacks and what of it is left over.</param>
    /// <exception cref="InvalidDataException">The checkpoint or the ended training does not fit.</exception>
    public static WordModel Of(RunRequest request, RunData data, TextWriter notes)
    {
        manual_seed(request.Options.Seed);
        using var checkpoint = Checkpoint.Open(request.BasePath);
        var model = New(checkpoint.Config, request.Options, data.Slots);
        if (request.Start is { } start)
        {
            Load(model, start);
            return model;
        }

        Tell(BaseWeights.Load(model, checkpoint), notes);
        if (request.Options.Head is not HeadKind.Linear || request.Options.HeadFromTable)
        {
            OutputRowStart.FromTable(model, data.Tokenizer);
        }

        if (request.Options.CentroidStart)
        {
            CentroidStart.Apply(
                model, data.Encoder(request.Options), data.Split.Train, data.Slots.IndexOf, request.Options);
        }

        return model;
    }

    private static WordModel New(BertConfig config, TrainingOptions options, AnswerSlots slots) => new(
        config, options.Pooling, options.Head,
        new AnswerVocabulary(slots.Words, isList: options.Head == HeadKind.Answers),
        [.. slots.Named.Select(slot => slot.Index)]);

    private static void Load(WordModel model, RunFolder run)
    {
        var options = run.ReadManifest().Options;
        if (options.Pooling != model.Pooling || options.Head != model.HeadKind)
        {
            throw new InvalidDataException(
                $"'{run.Root}' was trained with pooling {ChoiceNames.NameOf(options.Pooling)} and head "
                + $"{ChoiceNames.NameOf(options.Head)}, not with {ChoiceNames.NameOf(model.Pooling)} and "
                + $"{ChoiceNames.NameOf(model.HeadKind)}. Give it the options of that training.");
        }

        var known = AnswerVocabulary.Load(run.Words, isList: options.Head == HeadKind.Answers);
        if (known.Count != model.Answers.Count
            || Enumerable.Range(0, known.Count).Any(i =>
                !string.Equals(known[i], model.Answers[i], StringComparison.Ordinal)))
        {
            throw new InvalidDataException(
                $"'{run.Root}' was trained on other answers. Train it again on the same data.");
        }

        ParameterExchange.Write(model, WeightsFile.Read(run.FloatWeights));
    }

    private static void Tell(CheckpointReport report, TextWriter notes)
    {
        Tell("does not have, so that these start from random values", report.Missing);
        Tell("has beside what is used", report.LeftOver);

        void Tell(string what, IReadOnlyList<string> names)
        {
            if (names.Count > 0)
            {
                notes.WriteLine($"The base checkpoint {what}: {string.Join(", ", names)}.");
            }
        }
    }
}
