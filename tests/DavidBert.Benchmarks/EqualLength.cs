using DavidBert.Bundles;

namespace DavidBert.Benchmarks;

/// <summary>Phrases that the model reads in 6 pieces, [CLS] and [SEP] included.</summary>
internal sealed class EqualLength(string folder)
{
    private const int Pieces = 6;

    private readonly Bundle bundle = Bundle.Open(folder);

    public bool Has(string phrase) => bundle.Tokenizer.Encode(phrase).Length == Pieces;
}
