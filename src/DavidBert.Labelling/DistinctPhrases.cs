namespace DavidBert.Labelling;

/// <summary>Answers distinct phrases: by length, in batches of the model's, several at a time.</summary>
internal sealed class DistinctPhrases(Predictor predictor, LabelOptions options, int parallelism)
{
    // The predictor knows with which definitions it reads phrases: it orders a large batch by what is really read, and
    // cuts it into runs of equal length. Several for each core, so that none works alone at the end.
    private const int LeastOfBatch = 32;
    private const int MostOfBatch = 256;
    private const int BatchesOfCore = 4;

    /// <summary>Answers all; <paramref name="answered"/> is told how many came in, from several threads.</summary>
    public Task AnswerAsync(List<RowAnswer> questions, Action<int>? answered, CancellationToken cancellation)
    {
        Count(questions);
        // The longest first, so that no core is left with them at the end.
        questions.Sort(static (a, b) => b.Pieces.CompareTo(a.Pieces));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellation };
        var size = Math.Clamp(questions.Count / (BatchesOfCore * parallelism), LeastOfBatch, MostOfBatch);
        return Parallel.ForEachAsync(questions.Chunk(size), parallel, (batch, token) =>
        {
            var answers = predictor.PredictBatch(
                Array.ConvertAll(batch, question => question.Phrase!),
                options.TopK,
                token);
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

/// <summary>The answers of the window before: a column of few values has them in every window.</summary>
internal sealed class AnswersBefore
{
    private readonly Dictionary<string, Answer> answers = new(StringComparer.Ordinal);

    /// <summary>Answers what was asked before.</summary>
    /// <returns>The other questions.</returns>
    public List<RowAnswer> Answer(List<RowAnswer> questions)
    {
        var others = new List<RowAnswer>(questions.Count);
        foreach (var question in questions)
        {
            if (answers.TryGetValue(question.Phrase!, out var answer))
            {
                question.Answer = answer;
            }
            else
            {
                others.Add(question);
            }
        }

        return others;
    }

    /// <summary>Keeps the answers to these questions, and no others.</summary>
    public void Keep(List<RowAnswer> questions)
    {
        answers.Clear();
        foreach (var question in questions)
        {
            answers[question.Phrase!] = question.Answer!;
        }
    }
}
