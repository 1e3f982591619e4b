namespace DavidBert.Bundles;

/// <summary>The sizes of a BERT.</summary>
/// <param name="Layers">Layers of the encoder.</param>
/// <param name="Hidden">The width of a hidden state.</param>
/// <param name="Heads">Attention heads of a layer.</param>
/// <param name="Intermediate">The width between the two feed-forward matrices.</param>
/// <param name="Vocabulary">|V|: lines of <c>vocab.txt</c> and of <c>words.txt</c>, and columns of the logits.</param>
public sealed record ModelDimensions(int Layers, int Hidden, int Heads, int Intermediate, int Vocabulary);
