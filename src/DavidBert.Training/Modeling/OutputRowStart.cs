using DavidBert.Tokenization;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>Where the rows of output words start, once the encoder's weights are loaded.</summary>
public static class OutputRowStart
{
    /// <summary>
    /// Starts the head from the word-embedding table: the rows of named slots as the mean of their word's pieces, and those
    /// of a linear head as the table's.
    /// </summary>
    public static void FromTable(WordModel model, PhraseTokenizer tokenizer)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var slots = model.SlotIndexes.Select(i => MeanOfPieces(model, tokenizer, model.Answers[i])).ToArray();
        if (model.HeadKind == HeadKind.Linear)
        {
            model.OutputRows!.copy_(model.Table);
            for (var i = 0; i < slots.Length; i++)
            {
                model.OutputRows[model.SlotIndexes[i]].copy_(slots[i]);
            }
        }
        else if (slots.Length > 0)
        {
            model.OutputRows!.copy_(stack(slots));
        }
    }

    private static Tensor MeanOfPieces(WordModel model, PhraseTokenizer tokenizer, string word)
    {
        var pieces = tokenizer.Encode(word)[1..^1].Select(i => (long)i).ToArray();
        return model.Table.index_select(0, tensor(pieces)).mean([0]);
    }
}
