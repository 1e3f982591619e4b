using DavidBert.Glossaries;
using DavidBert.Tokenization;
using DavidBert.Training.Checkpoints;
using DavidBert.Training.Data;
using DavidBert.Training.Hub;
using DavidBert.Training.Learning;
using DavidBert.Training.Modeling;

namespace DavidBert.Training.Runs;

/// <summary>What a training reads: the rows, how they are divided, and the vocabulary of input and answers.</summary>
/// <param name="Lexicon">The rows of the file.</param>
/// <param name="Split">Which of them are learned, and which are held out.</param>
/// <param name="Slots">What the output indexes are called.</param>
/// <param name="Tokenizer">Reads the phrases.</param>
internal sealed record RunData(Lexicon Lexicon, DataSplit Split, AnswerSlots Slots, PhraseTokenizer Tokenizer)
    : IDisposable
{
    private GlossaryFile? glossary;

    /// <summary>The definitions that the rows have of themselves; null where there are none.</summary>
    public GlossaryTable? Definitions { get; } = OwnDefinitions.Of(Lexicon.Rows);

    /// <summary>Lines of which nothing is said, learned as such.</summary>
    public IReadOnlyList<string> Nothing { get; private init; } = [];

    /// <summary>Reads the files of <paramref name="request"/>.</summary>
    /// <exception cref="InvalidDataException">The file has no rows to train on, or more answers than slots.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static RunData Read(RunRequest request)
    {
        var lexicon = Lexicon.Read(request.DataPath, request.Columns);
        var split = request.AllRows
            ? DataSplit.AllToTrain(lexicon.Rows)
            : DataSplit.Of(lexicon.Rows, request.Options.Seed, request.HeldOut);
        var vocabulary = File.ReadAllLines(request.Vocabulary);
        LetterCase.RequireUncased(request.BasePath, vocabulary);
        var nothing = NothingOf(request);
        var slots = request.Options.Head == HeadKind.Answers
            ? AnswerSlots.Listed(lexicon.Rows, nothing.Count > 0)
            : AnswerSlots.Assign(vocabulary, lexicon.Rows);
        return new RunData(lexicon, split, slots, PhraseTokenizer.Load(request.Vocabulary))
        {
            glossary = request.GlossaryPath is { } path ? GlossaryFile.Open(path) : null,
            Nothing = nothing,
        };
    }

    /// <summary>
    /// What larger models say on the rows and on further phrases; null where there is no table of it.
    /// </summary>
    /// <exception cref="InvalidDataException">The table is not one of a teacher's answers.</exception>
    public TeacherTargets? TeacherTargets(RunRequest request) => request.TeacherPath is { } table
        ? TeacherTable.Read(table, Split.Train, [.. Split.Dev, .. Split.Test], Slots.IndexOf)
        : null;

    /// <summary>Reads phrases as the model of <paramref name="options"/> does.</summary>
    public PhraseEncoder Encoder(TrainingOptions options) => new(
        Tokenizer, options.MaxLength, DefinitionLookup.Among(Tokenizer, Definitions, glossary));

    /// <summary>The base checkpoint, as folds compare it.</summary>
    public EncoderStart Start(RunRequest request) => EncoderStart.OfCheckpoint(
        new BaseModel(request.BasePath, request.Base.Name, request.Base.License), glossary) with
    {
        OwnDefinitions = Definitions,
    };

    /// <inheritdoc />
    public void Dispose() => glossary?.Dispose();

    /// <summary>The lines of train of which nothing is said; with all rows, those of every part.</summary>
    private static IReadOnlyList<string> NothingOf(RunRequest request) => request.NothingPath is { } path
        ?
        [
            .. NothingLine.Read(path)
                .Where(line => request.AllRows || line.Split is DataPart.Train)
                .Select(line => line.Phrase),
        ]
        : [];
}
