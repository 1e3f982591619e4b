namespace DavidBert.Training.Data;

/// <summary>What a row's phrase is.</summary>
public enum PhraseKind
{
    /// <summary>A single word, or a fixed expression that a dictionary lists as one.</summary>
    Word,

    /// <summary>Several words: modified, idiomatic, a fragment of a sentence.</summary>
    Phrase,
}
