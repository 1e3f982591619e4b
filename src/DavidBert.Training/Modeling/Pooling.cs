namespace DavidBert.Training.Modeling;

/// <summary>
/// How one vector of <c>hidden</c> numbers is taken from the encoder's last layer, [batch, length, hidden].
/// </summary>
public enum Pooling
{
    /// <summary>The hidden state of [CLS] through BERT's pooler: tanh(W·h + b).</summary>
    Pooler,

    /// <summary>The hidden state of [CLS] as it is.</summary>
    FirstToken,

    /// <summary>The mean of the hidden states under the attention mask, [CLS] and [SEP] included.</summary>
    Mean,
}

/// <summary>What the model and its graph need to know of a pooling.</summary>
internal static class PoolingProperties
{
    extension(Pooling pooling)
    {
        /// <summary>
        /// Whether every position of the last layer is read; if not, the layer is computed for [CLS] alone.
        /// </summary>
        public bool ReadsAllPositions => pooling switch
        {
            Pooling.Pooler or Pooling.FirstToken => false,
            Pooling.Mean => true,
        };

        /// <summary>Whether BERT's own pooler is part of it.</summary>
        public bool IsThroughPooler => pooling switch
        {
            Pooling.Pooler => true,
            Pooling.FirstToken or Pooling.Mean => false,
        };
    }
}
