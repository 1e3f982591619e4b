using DavidBert.Tokenization;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>Where the rows of output words start, once the encoder's weights are loaded.</summary>
internal static class OutputRowStart
{
    /// <summary>
    /// Starts the head from the word-embedding table: the rows of named slots as the mean of their word's pieces, and
    /// those of a linear head as the table's.
    /// </summary>
    public static void FromTable(WordModel model, PhraseTokenizer tokenizer)
    {
        model.Head.StartFrom(model.Table);
        OfSlots(model, tokenizer, model.SlotIndexes);
    }

    /// <summary>
    /// Starts the rows of some named slots as the mean of their word's pieces, and leaves all others.
    /// </summary>
    public static void OfSlots(WordModel model, PhraseTokenizer tokenizer, IReadOnlyList<int> slots)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var (place, index) in model.SlotIndexes.Index().Where(slot => slots.Contains(slot.Item)))
        {
            model.Head.OutputRows![model.Head.RowOf(index, place)].copy_(
                MeanOfPieces(model, tokenizer, index == model.Answers.Nothing ? "nothing" : model.Answers[index]));
        }
    }

    private static Tensor MeanOfPieces(WordModel model, PhraseTokenizer tokenizer, string word)
    {
        var pieces = tokenizer.Encode(word)[1..^1].Select(i => (long)i).ToArray();
        return model.Table.index_select(0, tensor(pieces)).mean([0]);
    }
}
