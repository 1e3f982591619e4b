namespace DavidBert.Training.Modeling;

/// <summary>How one vector of <c>hidden</c> numbers is taken from the encoder's last layer, [batch, length, hidden].</summary>
public enum Pooling
{
    /// <summary>The hidden state of [CLS] through BERT's pooler: tanh(W·h + b).</summary>
    Pooler,

    /// <summary>The hidden state of [CLS] as it is.</summary>
    FirstToken,

    /// <summary>The mean of the hidden states under the attention mask, [CLS] and [SEP] included.</summary>
    Mean,
}
