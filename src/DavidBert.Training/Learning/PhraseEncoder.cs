using DavidBert.Tokenization;

namespace DavidBert.Training.Learning;

/// <summary>Phrases as sequences of ids, cut to a length.</summary>
internal sealed class PhraseEncoder(PhraseTokenizer tokenizer, int maxLength)
{
    private readonly int[] buffer = new int[maxLength];

    /// <summary>What fills the end of a shorter sequence in a batch.</summary>
    public int PadId => tokenizer.PadId;

    /// <summary>The ids of <paramref name="phrase"/> with [CLS] and [SEP], at most the length given.</summary>
    public int[] Encode(string phrase) => buffer[..tokenizer.Encode(phrase, buffer, out _)];
}
