namespace DavidBert.Labelling;

/// <summary>Answers the distinct phrases of a window: by length, in batches of the model's, several at a time.</summary>
internal sealed class DistinctPhrases(Predictor predictor, LabelOptions options, int parallelism)
{
    private const int BatchRows = 32;

    /// <summary>Answers all; <paramref name="answered"/> is told how many came in, from several threads.</summary>
    public Task AnswerAsync(List<RowAnswer> questions, Action<int>? answered, CancellationToken cancellation)
    {
        Count(questions);
        // The longest first, so that no core is left with them at the end.
        questions.Sort(static (a, b) => b.Pieces.CompareTo(a.Pieces));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellation };
        return Parallel.ForEachAsync(questions.Chunk(BatchRows), parallel, (batch, token) =>
        {
            var answers = predictor.PredictBatch(Array.ConvertAll(batch, question => question.Phrase!), options.TopK, token);
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i].Answer = answers[i];
            }

            answered?.Invoke(batch.Length);
            return ValueTask.CompletedTask;
        });
    }

    private void Count(List<RowAnswer> questions)
    {
        Span<int> ids = stackalloc int[predictor.Bundle.Manifest.MaxLength];
        foreach (var question in questions)
        {
            question.Pieces = predictor.Bundle.Tokenizer.Encode(question.Phrase!, ids, out _);
        }
    }
}
