using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;

namespace DavidBert.Training.Export;

/// <summary>A trained model as plain arrays: what the ONNX graphs are written from.</summary>
/// <param name="Config">The dimensions.</param>
/// <param name="Pooling">How the encoder's output becomes one vector.</param>
/// <param name="Head">The form of the head.</param>
/// <param name="Tensors">
/// Parameters by Hugging Face's names without a prefix: <c>embeddings.word_embeddings.weight</c>,
/// <c>encoder.layer.0.attention.self.query.weight</c>, <c>pooler.dense.weight</c>, and the head's
/// (<see cref="HeadKind"/>). For the tied head the word-embedding table already holds the trained rows of the named
/// slots.
/// </param>
/// <param name="Ranges">Activation ranges by <see cref="QuantizationSite"/>, or null for a model that has none.</param>
internal sealed record ModelWeights(
    BertConfig Config,
    Pooling Pooling,
    HeadKind Head,
    IReadOnlyDictionary<string, FloatTensor> Tensors,
    IReadOnlyDictionary<string, ActivationRange>? Ranges)
{
    /// <summary>Whether a definition is read beside a phrase, as a second segment.</summary>
    public bool ReadsPairs { get; init; }

    /// <summary>How many answers there are, the columns of the logits.</summary>
    public int Answers => Head == HeadKind.Answers ? Tensor("cls.answers.bias").Shape[0] : Config.VocabSize;

    /// <summary>A parameter by its name.</summary>
    /// <exception cref="InvalidDataException">The model has none of that name.</exception>
    public FloatTensor Tensor(string name) => Tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw new InvalidDataException($"The model has no parameter '{name}', which its graph needs.");

    /// <summary>The range of the activations at a <see cref="QuantizationSite"/>.</summary>
    /// <exception cref="InvalidDataException">It was never observed.</exception>
    public ActivationRange Range(string site) => Ranges is not null && Ranges.TryGetValue(site, out var range)
        ? range
        : throw new InvalidDataException(
            $"The range of the activations at '{site}' is not known: the model was trained without "
            + $"'--quantization-aware', "
            + "so it can be exported in float32 only.");
}
