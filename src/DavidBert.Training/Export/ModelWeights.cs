using DavidBert.Training.Modeling;

namespace DavidBert.Training.Export;

/// <summary>A trained model as plain arrays: what the ONNX graphs are written from.</summary>
/// <param name="Config">The dimensions.</param>
/// <param name="Pooling">How the encoder's output becomes one vector.</param>
/// <param name="Head">The form of the head.</param>
/// <param name="Tensors">
/// Parameters by Hugging Face's names without a prefix: <c>embeddings.word_embeddings.weight</c>,
/// <c>encoder.layer.0.attention.self.query.weight</c>, <c>pooler.dense.weight</c>, and the head's
/// (<see cref="HeadKind"/>). For the tied head the word-embedding table already holds the trained rows of the named slots.
/// </param>
/// <param name="Ranges">Activation ranges by <see cref="QuantizationSite"/>, or null for a model that has none.</param>
public sealed record ModelWeights(
    BertConfig Config,
    Pooling Pooling,
    HeadKind Head,
    IReadOnlyDictionary<string, FloatTensor> Tensors,
    IReadOnlyDictionary<string, ActivationRange>? Ranges);
