using DavidBert.Training.Modeling;
using static TorchSharp.torch;

namespace DavidBert.Training.Learning;

/// <summary>How a model does on the development rows.</summary>
/// <param name="Loss">The mean cross-entropy against each row's word.</param>
/// <param name="Accuracy">The share of rows answered with their word or one of the further accepted ones.</param>
internal sealed record DevelopmentScore(double Loss, double Accuracy)
{
    /// <summary>Scores <paramref name="model"/> on the development rows of <paramref name="data"/>, of which there is at least one.</summary>
    public static DevelopmentScore Of(WordModel model, PhraseEncoder encoder, TrainingSet data)
    {
        var (loss, right) = (0.0, 0);
        ModelRanking.Visit(model, encoder, [.. data.Dev.Select(r => r.Phrase)], (rows, logits) =>
        {
            var labels = tensor(rows.Select(i => (long)data.IndexOf[data.Dev[i].Word]).ToArray());
            loss += nn.functional.cross_entropy(logits, labels).item<float>() * rows.Length;
            right += rows.Zip(model.Rank(logits, 1)).Count(p => data.Dev[p.First].Accepts(p.Second[0].Word));
        });
        return new DevelopmentScore(loss / data.Dev.Count, (double)right / data.Dev.Count);
    }
}
