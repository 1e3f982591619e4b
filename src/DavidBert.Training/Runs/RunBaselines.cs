using System.Numerics.Tensors;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;
using DavidBert.Training.Modeling;

namespace DavidBert.Training.Runs;

/// <summary>
/// What the held-out rows get right without training: always the same answer, and the frozen encoder's neighbours.
/// </summary>
/// <param name="train">The rows to learn.</param>
/// <param name="slots">The answers.</param>
internal sealed class RunBaselines(IReadOnlyList<LabelledPhrase> train, AnswerSlots slots)
{
    /// <summary>With more rows than this the comparison of each with each takes too long.</summary>
    private const int MostRows = 5_000;

    /// <summary>Measures the baselines on some parts; none where there are no such rows, or very many.</summary>
    /// <param name="name">What the encoder is called.</param>
    /// <param name="model">A model with the encoder as it is before training.</param>
    /// <param name="encoder">Reads the phrases.</param>
    /// <param name="parts">The rows that are not learned.</param>
    public IReadOnlyList<Baseline> Of(
        string name, WordModel model, PhraseEncoder encoder,
        IReadOnlyList<(string Name, IReadOnlyList<LabelledPhrase> Rows)> parts)
    {
        if (train.Count > MostRows || parts.Sum(part => part.Rows.Count) is 0 or > MostRows)
        {
            return [];
        }

        int[] labels = [.. train.Select(row => slots.IndexOf[row.Word])];
        var vectors = VectorsOf(train);
        var centroids = Centroids.Of(LabelledVectors.Of(vectors, labels));
        var frequent = labels.CountBy(label => label).MaxBy(label => label.Value).Key;
        (string Name, Func<float[], int> Answer)[] ways =
        [
            ("the most frequent answer", _ => frequent),
            ($"the nearest row of train ({name})",
                one => labels[vectors.Index().MinBy(row => TensorPrimitives.Distance(row.Item, one)).Index]),
            ($"the nearest mean of an answer's rows ({name})", centroids.Nearest),
        ];
        return
        [
            .. from part in parts
               where part.Rows.Count > 0
               let held = VectorsOf(part.Rows)
               from way in ways
               select new Baseline(way.Name, part.Name, part.Rows.Count, part.Rows.Zip(held).Count(row =>
                   row.First.Accepts(slots.Words[way.Answer(row.Second)]))),
        ];

        float[][] VectorsOf(IReadOnlyList<LabelledPhrase> rows) => ModelRanking.VectorsOf(
            model, encoder, [.. rows.Select(row => row.Phrase)],
            batch => TorchSharp.torch.nn.functional.normalize(
                model.Encoder.Forward(batch.InputIds, batch.AttentionMask, batch.TokenTypeIds)));
    }
}
