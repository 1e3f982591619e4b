using DavidBert.Training.Modeling;
using static TorchSharp.torch;

namespace DavidBert.Training.Learning;

/// <summary>What a model answers to many phrases, without dropout and without gradients.</summary>
internal static class ModelRanking
{
    /// <summary>
    /// The best <paramref name="topK"/> words of each phrase, in the order of <paramref name="phrases"/>.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<ScoredWord>> Of(
        WordModel model, PhraseEncoder encoder, IReadOnlyList<string> phrases, int topK)
    {
        var ranked = new IReadOnlyList<ScoredWord>[phrases.Count];
        Visit(model, encoder, phrases, (rows, logits) =>
        {
            foreach (var (row, words) in rows.Zip(model.Rank(logits, topK)))
            {
                ranked[row] = words;
            }
        });
        return ranked;
    }

    /// <summary>A vector of each phrase, in the order of <paramref name="phrases"/>.</summary>
    public static float[][] VectorsOf(
        WordModel model, PhraseEncoder encoder, IReadOnlyList<string> phrases, Func<Batch, Tensor> forward)
    {
        var vectors = new float[phrases.Count][];
        Visit(model, encoder, phrases, forward, (rows, output) =>
        {
            var values = output.contiguous().data<float>().ToArray();
            foreach (var (place, row) in rows.Index())
            {
                vectors[row] = values.AsSpan(place * (int)output.shape[1], (int)output.shape[1]).ToArray();
            }
        });
        return vectors;
    }

    /// <summary>
    /// Runs all phrases in batches of equal length; <paramref name="visit"/> gets their places and logits.
    /// </summary>
    public static void Visit(
        WordModel model, PhraseEncoder encoder, IReadOnlyList<string> phrases, Action<int[], Tensor> visit) => Visit(
            model, encoder, phrases, batch => model.Logits(
                batch.InputIds,
                batch.AttentionMask,
                batch.TokenTypeIds), visit);

    private static void Visit(
        WordModel model, PhraseEncoder encoder, IReadOnlyList<string> phrases, Func<Batch, Tensor> forward,
        Action<int[], Tensor> visit)
    {
        const int BatchSize = 128;
        var sequences = phrases.Select(encoder.Encode).ToArray();
        var byLength = Enumerable.Range(0, sequences.Length).GroupBy(i => sequences[i].Ids.Length);
        var wasTraining = model.training;
        model.eval();
        using (no_grad())
        {
            foreach (var rows in byLength.SelectMany(g => g.Chunk(BatchSize)))
            {
                using var scope = NewDisposeScope();
                var batch = Batch.Of([.. rows.Select(i => sequences[i])], encoder.PadId);
                visit(rows, forward(batch));
            }
        }

        model.train(wasTraining);
    }
}
