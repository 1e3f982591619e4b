using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;
using DavidBert.Training.Modeling;

namespace DavidBert.Training.Runs;

/// <summary>
/// What the held-out rows get right without training: always the same answer, and the frozen encoder's neighbours.
/// </summary>
internal static class RunBaselines
{
    /// <summary>With more rows than this the comparison of each with each takes too long.</summary>
    private const int MostRows = 5_000;

    /// <summary>Measures the baselines on dev and test; none where there are no such rows, or very many.</summary>
    /// <param name="model">The model before its training.</param>
    /// <param name="data">Its rows.</param>
    /// <param name="options">How it reads them.</param>
    public static IReadOnlyList<Baseline> Of(WordModel model, RunData data, TrainingOptions options)
    {
        var train = data.Split.Train;
        if (train.Count > MostRows || data.Split.Dev.Count + data.Split.Test.Count is 0 or > MostRows)
        {
            return [];
        }

        var encoder = data.Encoder(options);
        int[] labels = [.. train.Select(row => data.Slots.IndexOf[row.Word])];
        var vectors = VectorsOf(train);
        var centroids = Centroids.Of(vectors, labels);
        var frequent = labels.CountBy(label => label).MaxBy(label => label.Value).Key;
        (string Name, Func<float[], int> Answer)[] ways =
        [
            ("the most frequent answer", _ => frequent),
            ("the nearest row of train", one => labels[vectors.Index().MinBy(row => Distance(row.Item, one)).Index]),
            ("the nearest mean of an answer's rows", centroids.Nearest),
        ];
        var split = data.Split;
        (string Name, IReadOnlyList<LabelledPhrase> Rows)[] parts = [("dev", split.Dev), ("test", split.Test)];
        return
        [
            .. from part in parts
               where part.Rows.Count > 0
               let held = VectorsOf(part.Rows)
               from way in ways
               select new Baseline(way.Name, part.Name, part.Rows.Count, part.Rows.Zip(held).Count(row =>
                   row.First.Accepts(data.Slots.Words[way.Answer(row.Second)]))),
        ];

        float[][] VectorsOf(IReadOnlyList<LabelledPhrase> rows) => ModelRanking.VectorsOf(
            model, encoder, [.. rows.Select(row => row.Phrase)],
            batch => TorchSharp.torch.nn.functional.normalize(
                model.Encoder.Forward(batch.InputIds, batch.AttentionMask, batch.TokenTypeIds)));
    }

    private static double Distance(float[] one, float[] other) =>
        one.Zip(other, (a, b) => (double)(a - b) * (a - b)).Sum();
}
