using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>What a forward pass gives.</summary>
/// <param name="Logits">[batch, |V|].</param>
/// <param name="Words">The answer of each row: argmax over the words that can be answered.</param>
/// <param name="Loss">The mean cross-entropy over all of |V| against the labels; null where none were given.</param>
public sealed record WordModelOutput(Tensor Logits, IReadOnlyList<string> Words, Tensor? Loss);
