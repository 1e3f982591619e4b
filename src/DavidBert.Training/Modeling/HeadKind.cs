namespace DavidBert.Training.Modeling;

/// <summary>How the pooled vector, [batch, hidden], becomes logits over the vocabulary, [batch, |V|].</summary>
public enum HeadKind
{
    /// <summary>One fully connected layer: <c>classifier.weight</c> [|V|, hidden] and <c>classifier.bias</c> [|V|].</summary>
    Linear,

    /// <summary>
    /// Linear, GELU (erf) and LayerNorm (<c>cls.predictions.transform</c>), then the word-embedding table transposed plus
    /// <c>cls.predictions.bias</c> [|V|]: the form of BERT's own masked language model.
    /// </summary>
    Tied,
}
