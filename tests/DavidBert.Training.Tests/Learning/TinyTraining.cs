using DavidBert.Bundles;
using DavidBert.Glossaries;
using DavidBert.Tokenization;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Modeling;
using DavidBert.Training.Native;
using DavidBert.Training.Tests.Modeling;
using TorchSharp;

namespace DavidBert.Training.Tests.Learning;

/// <summary>A training of the tiny checkpoint on a handful of rows, in a folder of its own.</summary>
internal sealed class TinyTraining(
    string folder,
    TrainingOptions options,
    TeacherTargets? teachers = null,
    DefinitionLookup? definitions = null,
    params IReadOnlyList<string> nothing)
{
    private static readonly PhraseTokenizer Tokenizer = PhraseTokenizer.Load(Repository.Vocabulary);

    public static IReadOnlyList<LabelledPhrase> FourPhrases { get; } =
        [Row("fishy", "smell"), Row("valuable", "value"), Row("large", "size"), Row("very chonky", "size")];

    public static int IndexOf(string word) =>
        AnswerSlots.Assign(File.ReadAllLines(Repository.Vocabulary), FourPhrases).IndexOf[word];

    /// <summary>
    /// Trains to the end, or until <paramref name="observer"/> cancels; the trained model is the caller's.
    /// </summary>
    public WordModel Run(ITrainingObserver observer, CancellationToken cancellation = default)
    {
        LinuxX64.OrSkip();
        TorchRuntime.EnsureLoaded();
        torch.manual_seed(options.Seed);
        var listsAnswers = options.Head == HeadKind.Answers;
        var slots = listsAnswers
            ? AnswerSlots.Listed(FourPhrases, nothing.Count > 0)
            : AnswerSlots.Assign(File.ReadAllLines(Repository.Vocabulary), FourPhrases);
        var model = TinyModel.Create(
            options.Pooling,
            options.Head,
            [.. slots.Named.Select(s => s.Index)],
            answers: new AnswerVocabulary(slots.Words, listsAnswers));
        OutputRowStart.FromTable(model, Tokenizer);
        var set = new TrainingSet(FourPhrases, FourPhrases, slots.IndexOf)
        {
            TeacherTargets = teachers,
            Nothing = nothing,
        };
        var checkpoint = new TrainingCheckpoint(Path.Combine(folder, "checkpoint"), "tiny");
        var encoder = new PhraseEncoder(Tokenizer, options.MaxLength, definitions);
        var trainer = new Trainer(model, encoder, set, options, checkpoint, observer);
        trainer.Run(static _ => { }, cancellation);
        return model;
    }

    private static LabelledPhrase Row(string phrase, string word) =>
        new(
            phrase,
            word,
            [],
            phrase.Contains(' ', StringComparison.Ordinal) ? PhraseKind.Phrase : PhraseKind.Word,
            null,
            null,
            1);
}
