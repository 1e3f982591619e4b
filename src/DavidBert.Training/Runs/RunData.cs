using DavidBert.Tokenization;
using DavidBert.Training.Checkpoints;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;

namespace DavidBert.Training.Runs;

/// <summary>What a training reads: the rows, how they are divided, and the vocabulary of input and answers.</summary>
/// <param name="Lexicon">The rows of the file.</param>
/// <param name="Split">Which of them are learned, and which are held out.</param>
/// <param name="Slots">What the output indexes are called.</param>
/// <param name="Tokenizer">Reads the phrases.</param>
internal sealed record RunData(Lexicon Lexicon, DataSplit Split, AnswerSlots Slots, PhraseTokenizer Tokenizer)
{
    /// <summary>Reads the files of <paramref name="request"/>.</summary>
    /// <exception cref="InvalidDataException">The file has no rows to train on, or more answers than slots.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static RunData Read(RunRequest request)
    {
        var lexicon = Lexicon.Read(request.DataPath, request.Columns);
        var split = request.AllRows
            ? DataSplit.AllToTrain(lexicon.Rows)
            : DataSplit.Of(lexicon.Rows, request.Options.Seed);
        var vocabulary = File.ReadAllLines(request.Vocabulary);
        LetterCase.RequireUncased(request.BasePath, vocabulary);
        var slots = AnswerSlots.Assign(vocabulary, lexicon.Rows);
        return new RunData(lexicon, split, slots, PhraseTokenizer.Load(request.Vocabulary));
    }

    /// <summary>Reads phrases as the model of <paramref name="options"/> does.</summary>
    public PhraseEncoder Encoder(TrainingOptions options) => new(Tokenizer, options.MaxLength);
}
