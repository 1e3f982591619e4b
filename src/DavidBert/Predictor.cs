using System.Collections.Concurrent;
using DavidBert.Bundles;
using DavidBert.Prediction;
using Microsoft.ML.OnnxRuntime;

namespace DavidBert;

/// <summary>Maps phrases to words by the model of a bundle. Thread-safe; one instance serves a whole process.</summary>
public sealed class Predictor : IDisposable
{
    /// <summary>The most words that can be asked for.</summary>
    public const int MaxTopK = 100;

    private const int RowsPerRun = 32;

    private readonly InferenceSession session;
    private readonly PredictorOptions options;
    private readonly WordRanking ranking;
    private readonly ConcurrentBag<PhraseBatch> batches = [];
    private readonly RunOptions defaultRun = new();
    private bool disposed;

    private Predictor(Bundle bundle, InferenceSession session, PredictorOptions options)
    {
        (Bundle, this.session, this.options) = (bundle, session, options);
        ranking = new WordRanking(bundle.Words, bundle.Manifest.Temperature);
        if (ranking.AnswerableCount == 0)
        {
            throw new BundleException($"'{Path.Combine(bundle.Folder, Bundle.WordsFile)}' has no word that can be answered.");
        }
    }

    /// <summary>The bundle that is served.</summary>
    public Bundle Bundle { get; }

    /// <summary>Loads a bundle; its files are checked while the model loads.</summary>
    /// <param name="folder">The folder of the bundle.</param>
    /// <param name="options">How to compute.</param>
    /// <exception cref="BundleException">The bundle is not whole, not as <c>model.json</c> says, or cannot be run.</exception>
    public static Predictor Load(string folder, PredictorOptions? options = null)
    {
        options ??= new PredictorOptions();
        var path = Path.Combine(folder, Bundle.ModelFile);
        var opening = File.Exists(path) ? Task.Run(() => Graph.Open(path, options.Threads)) : null;
        try
        {
            var bundle = Bundle.Open(folder);
            Graph.Check(opening!.GetAwaiter().GetResult(), path, bundle.Manifest.Dimensions.Vocabulary);
            return new Predictor(bundle, opening.Result, options);
        }
        catch
        {
            Discard(opening);
            throw;
        }
    }

    /// <summary>Answers a phrase.</summary>
    /// <param name="text">The phrase.</param>
    /// <param name="top_k">How many words to give, 1 to <see cref="MaxTopK"/>.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="top_k"/> is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="BundleException">The model fails, or gives logits that are no numbers.</exception>
    public Answer Predict(string text, int top_k = 1, CancellationToken cancellation = default) =>
        PredictBatch([text], top_k, cancellation)[0];

    /// <summary>Answers phrases, in their order. A phrase that cannot be answered has its error in its place.</summary>
    /// <param name="texts">The phrases.</param>
    /// <param name="top_k">How many words to give for each, 1 to <see cref="MaxTopK"/>.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="ArgumentException">A phrase is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="top_k"/> is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="BundleException">The model fails, or gives logits that are no numbers.</exception>
    public IReadOnlyList<Answer> PredictBatch(
        IReadOnlyList<string> texts, int top_k = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfLessThan(top_k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(top_k, MaxTopK);
        ObjectDisposedException.ThrowIf(disposed, this);
        var answers = new Answer[texts.Count];
        var phrases = Encode(texts, answers);
        phrases.Sort(static (a, b) => a.Ids.Count.CompareTo(b.Ids.Count));
        if (phrases.Count > 0)
        {
            Answer(texts, phrases, answers, top_k, cancellation);
        }

        return answers;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        session.Dispose();
        defaultRun.Dispose();
    }

    /// <summary>Closes a session that nobody will use, once it is there; a refusal to open was told already.</summary>
    private static void Discard(Task<InferenceSession>? opening)
    {
        try
        {
            opening?.GetAwaiter().GetResult().Dispose();
        }
        catch (BundleException)
        {
        }
    }

    /// <summary>The phrases that can be answered; the others get their error.</summary>
    private List<EncodedPhrase> Encode(IReadOnlyList<string> texts, Answer[] answers)
    {
        var phrases = new List<EncodedPhrase>(texts.Count);
        Span<int> ids = stackalloc int[Bundle.Manifest.MaxLength];
        for (var i = 0; i < texts.Count; i++)
        {
            var text = texts[i] ?? throw new ArgumentException($"Phrase {i} is null.", nameof(texts));
            if (text.Length > options.MaxCharacters)
            {
                answers[i] = DavidBert.Answer.Failed(text, AnswerError.TooLong(text.Length, options.MaxCharacters.Value));
                continue;
            }

            var used = ids[..Bundle.Tokenizer.Encode(text, ids, out var truncated)];
            if (used[1..^1].ContainsAnyExcept(Bundle.Tokenizer.UnkId))
            {
                phrases.Add(new EncodedPhrase(i, used.ToArray(), truncated));
            }
            else
            {
                answers[i] = DavidBert.Answer.Failed(
                    text, string.IsNullOrWhiteSpace(text) ? AnswerError.Empty : AnswerError.Unreadable);
            }
        }

        return phrases;
    }

    private void Answer(
        IReadOnlyList<string> texts, List<EncodedPhrase> phrases, Answer[] answers, int top_k, CancellationToken cancellation)
    {
        var batch = batches.TryTake(out var used) ? used : new PhraseBatch(Bundle.Manifest.Dimensions.Vocabulary);
        Span<ArraySegment<int>> sequences = new ArraySegment<int>[Math.Min(phrases.Count, RowsPerRun)];
        for (var first = 0; first < phrases.Count; first += RowsPerRun)
        {
            var rows = Math.Min(RowsPerRun, phrases.Count - first);
            for (var row = 0; row < rows; row++)
            {
                sequences[row] = phrases[first + row].Ids;
            }

            Run(batch, sequences[..rows], cancellation);
            for (var row = 0; row < rows; row++)
            {
                var phrase = phrases[first + row];
                var best = ranking.Best(batch.Logits(row), top_k);
                answers[phrase.Place] = best.Length > 0
                    ? DavidBert.Answer.Of(texts[phrase.Place], best, phrase.Truncated)
                    : throw new BundleException($"'{Bundle.ModelPath}' gives logits that are no numbers; export the model again.");
            }
        }

        batches.Add(batch);
    }

    private void Run(PhraseBatch batch, ReadOnlySpan<ArraySegment<int>> sequences, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var ownRun = cancellation.CanBeCanceled ? new RunOptions() : null;
        using var registration = cancellation.Register(static state => ((RunOptions)state!).Terminate = true, ownRun);
        try
        {
            batch.Run(session, sequences, Bundle.Tokenizer.PadId, ownRun ?? defaultRun);
        }
        catch (OnnxRuntimeException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (OnnxRuntimeException e)
        {
            throw new BundleException($"'{Bundle.ModelPath}' failed: {e.Message}", e);
        }
    }

    /// <summary>A phrase as ids, and its place among the texts.</summary>
    private readonly record struct EncodedPhrase(int Place, ArraySegment<int> Ids, bool Truncated);
}
