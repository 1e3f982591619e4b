using DavidBert.Serving.Models;
using DavidBert.Serving.Telemetry;

namespace DavidBert.Serving.Answering;

/// <summary>Answers texts from what is remembered, and by the model where nothing is.</summary>
public sealed class Answerer(MicroBatcher batcher, AnswerCache cache, ServiceMetrics metrics)
{
    /// <summary>Answers texts, in their order; a text that cannot be answered has its error in its place.</summary>
    /// <param name="model">What answers; its lease is held by the caller until the task ends.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="topK">How many words to give for each, 1 to <see cref="Predictor.MaxTopK"/>.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="QueueFullException">Too many requests are in flight.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="Bundles.BundleException">The model fails.</exception>
    public async Task<IReadOnlyList<Answer>> AnswerAsync(
        ServedModel model, IReadOnlyList<string> texts, int topK, CancellationToken cancellation)
    {
        var answers = new Answer?[texts.Count];
        var unknown = new List<int>(texts.Count);
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = cache.Find(model.Hash, texts[i], topK);
            if (answers[i] is null)
            {
                unknown.Add(i);
            }
        }

        metrics.Remembered(answers.Length - unknown.Count);
        if (unknown.Count > 0)
        {
            var found = await batcher.AnswerAsync(model, [.. unknown.Select(i => texts[i])], topK, cancellation);
            for (var i = 0; i < unknown.Count; i++)
            {
                answers[unknown[i]] = found[i];
                cache.Keep(model.Hash, found[i], topK);
            }
        }

        metrics.Answered(answers!);
        return answers!;
    }
}
