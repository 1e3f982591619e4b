using System.Runtime.InteropServices;
using DavidBert.Bundles;
using DavidBert.Glossaries;
using DavidBert.Graphs;
using DavidBert.Spelling;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Tokenizers;

namespace DavidBert;

/// <summary>Maps phrases to words by the model of a bundle. Thread-safe; one instance serves a whole process.</summary>
public sealed class Predictor : IDisposable
{
    /// <summary>The most words that can be asked for.</summary>
    public const int MaxTopK = 100;

    /// <summary>How many words an answer has where nothing is said of it.</summary>
    public const int DefaultTopK = 1;

    private const int RowsPerRun = 32;
    private const int PiecesPerRun = 1024; // more make no run faster, and need memory

    private readonly SharedSession session;
    private readonly PredictorOptions options;
    private readonly WordRanking ranking;
    private readonly BatchPool batches;
    private readonly DefinitionLookup? definitions;
    private readonly SpellingRepair? spelling;

    private Predictor(Bundle bundle, LoadedGraph graph, PredictorOptions options)
    {
        var glossary = OpenGlossary(bundle, options);
        definitions = DefinitionsOf(bundle, options, glossary);
        spelling = options.RepairsSpelling && bundle.KnownWordsPath is { } known
            ? new SpellingRepair(new KnownWords(known), options.Glossary)
            : null;

        (Bundle, this.options) = (bundle, options);
        ranking = new WordRanking(
            bundle.Words, options.Scores ?? bundle.Manifest.Scores, options.NothingAt ?? bundle.Manifest.NothingAt);
        if (ranking.AnswerableCount == 0)
        {
            throw new BundleException(
                $"'{Path.Combine(bundle.Folder, Bundle.WordsFile)}' has no word that can be answered.");
        }

        batches = new BatchPool(bundle.Words.Count, bundle.Manifest.Segments);
        session = new SharedSession(graph, glossary);
    }

    /// <summary>The bundle that is served.</summary>
    public Bundle Bundle { get; }

    /// <inheritdoc cref="PredictorOptions.Reading"/>
    internal string Reading => options.Reading;

    /// <summary>
    /// The model's tokenizer, for code written for Microsoft.ML.Tokenizers: ids without [CLS] and [SEP].
    /// </summary>
    public Tokenizer Tokenizer => Bundle.Tokenizer.WordPieces;

    /// <summary>Loads a bundle; its files are checked while the model loads.</summary>
    /// <param name="folder">The folder of the bundle.</param>
    /// <param name="options">How to compute.</param>
    /// <exception cref="BundleException">
    /// The bundle is not whole, not as <c>model.json</c> says, or cannot be run.
    /// </exception>
    public static Predictor Load(string folder, PredictorOptions? options = null) =>
        Load(folder, options, manifestHash: null);

    /// <summary>Loads the bundle whose <c>model.json</c> has a SHA-256.</summary>
    internal static Predictor Load(string folder, PredictorOptions? options, string? manifestHash)
    {
        options ??= new PredictorOptions();
        LoadedGraph? opened = null;
        OnnxRuntimeLibrary.BeginLoading(); // while the files are read and hashed
        try
        {
            // What lies beside the binaries is replaced when they are.
            var mayChange = !string.Equals(Path.GetFullPath(folder), Bundle.DefaultFolder, StringComparison.Ordinal);
            var bundle = Bundle.Open(
                folder, manifestHash, graph => opened = Graph.Open(graph, options.Threads, mayChange));
            Graph.Check(opened!.Session, bundle);
            return new Predictor(bundle, opened!, options);
        }
        catch
        {
            opened?.Dispose();
            throw;
        }
    }

    /// <summary>Answers a phrase.</summary>
    /// <param name="text">The phrase.</param>
    /// <param name="topK">How many words to give, 1 to <see cref="MaxTopK"/>.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="topK"/> is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The predictor was disposed.</exception>
    /// <exception cref="BundleException">The model fails, or gives logits that are not numbers.</exception>
    public Answer Predict(string text, int topK = DefaultTopK, CancellationToken cancellation = default) =>
        PredictBatch([text], topK, cancellation)[0];

    /// <summary>Answers phrases, in their order. A phrase that cannot be answered has its error in its place.</summary>
    /// <param name="texts">The phrases.</param>
    /// <param name="topK">How many words to give for each, 1 to <see cref="MaxTopK"/>.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="ArgumentException">A phrase is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="topK"/> is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The predictor was disposed.</exception>
    /// <exception cref="BundleException">The model fails, or gives logits that are not numbers.</exception>
    public IReadOnlyList<Answer> PredictBatch(
        IReadOnlyList<string> texts, int topK = DefaultTopK, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(topK, MaxTopK);
        var model = session.Enter();
        try
        {
            var answers = new Answer[texts.Count];
            var phrases = Encode(texts, answers, cancellation);
            phrases.Sort(static (a, b) => a.Ids.Length.CompareTo(b.Ids.Length));
            Answer(model, texts, phrases, answers, topK, cancellation);
            return answers;
        }
        finally
        {
            session.Leave();
        }
    }

    /// <summary>Ends the predictor. Calls under way still answer, and the last of them frees the model.</summary>
    public void Dispose() => session.Dispose();

    private static GlossaryFile? OpenGlossary(Bundle bundle, PredictorOptions options)
    {
        try
        {
            return options.ReadsDefinitions && bundle.GlossaryPath is { } path ? GlossaryFile.Open(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException(e.Message, e);
        }
    }

    /// <summary>The bundle's definitions, and before them those that the user gave.</summary>
    private static DefinitionLookup? DefinitionsOf(Bundle bundle, PredictorOptions options, GlossaryFile? glossary)
    {
        if (options.Glossary is not null && bundle.Manifest.Segments == 1)
        {
            throw new BundleException(
                $"The model of '{bundle.Folder}' reads no definitions, so that it cannot use a glossary. "
                + "Leave the glossary out, or take a model whose model.json says 'segments' 2.");
        }

        return DefinitionLookup.Among(bundle.Tokenizer, options.Glossary, glossary);
    }

    /// <summary>The phrases that can be answered; the others get their error.</summary>
    private List<EncodedPhrase> Encode(IReadOnlyList<string> texts, Answer[] answers, CancellationToken cancellation)
    {
        var phrases = new List<EncodedPhrase>(texts.Count);
        Span<int> ids = stackalloc int[Bundle.Manifest.MaxLength];
        for (var i = 0; i < texts.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var text = texts[i] ?? throw new ArgumentException($"Phrase {i} is null.", nameof(texts));
            if (text.Length > options.MaxCharacters)
            {
                answers[i] = DavidBert.Answer.Failed(
                    text, AnswerError.TooLong(text.Length, options.MaxCharacters.Value));
                continue;
            }

            var readAs = spelling?.Of(text);
            var read = readAs ?? text;
            var definition = definitions?.Of(read);
            var (first, beside) = definition is null ? (read, null) : DefinitionLookup.Segments(read, definition);
            var used = ids[..Bundle.Tokenizer.EncodePair(first, beside, ids, out var secondAt, out var truncated)];
            if (used[1..(secondAt - 1)].ContainsAnyExcept(Bundle.Tokenizer.UnkId))
            {
                phrases.Add(new EncodedPhrase(
                    i, used.ToArray(), secondAt, truncated, secondAt < used.Length ? definition : null, readAs));
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
        InferenceSession model,
        IReadOnlyList<string> texts,
        List<EncodedPhrase> phrases,
        Answer[] answers,
        int topK,
        CancellationToken cancellation)
    {
        var batch = batches.Take();
        try
        {
            for (var rest = CollectionsMarshal.AsSpan(phrases); rest.Length > 0;)
            {
                var part = rest[..RowsOfRun(rest)];
                rest = rest[part.Length..];
                batch.Fill(part, Bundle.Tokenizer.PadId);
                Run(model, batch, cancellation);
                for (var row = 0; row < part.Length; row++)
                {
                    var phrase = part[row];
                    var best = ranking.Best(batch.Logits(row), topK);
                    if (best.Length == 0)
                    {
                        throw new BundleException(
                            $"'{Bundle.ModelPath}' gives logits that are not numbers; export the model again.");
                    }

                    var (text, confidentAt) = (texts[phrase.Place], Bundle.Manifest.ConfidentAt);
                    var nothing = ranking.ShareOfNothing(batch.Logits(row));
                    answers[phrase.Place] = ranking.NothingFits(batch.Logits(row), nothing)
                        ? DavidBert.Answer.Unanswered(text, best, phrase, confidentAt, nothing)
                        : DavidBert.Answer.Of(text, best, phrase, confidentAt, nothing);
                }
            }
        }
        finally
        {
            batches.Return(batch);
        }
    }

    /// <summary>How many phrases the next run takes; they are sorted by length.</summary>
    private static int RowsOfRun(ReadOnlySpan<EncodedPhrase> phrases)
    {
        var rows = 1;
        while (rows < Math.Min(RowsPerRun, phrases.Length) && (rows + 1) * phrases[rows].Ids.Length <= PiecesPerRun)
        {
            rows++;
        }

        return rows;
    }

    private void Run(InferenceSession model, PhraseBatch batch, CancellationToken cancellation)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            if (!cancellation.CanBeCanceled)
            {
                batch.Run(model, session.Unending);
                return;
            }

            using var run = new RunOptions();
            using var registration = cancellation.UnsafeRegister(
                static state => ((RunOptions)state!).Terminate = true,
                run);
            batch.Run(model, run);
        }
        catch (OnnxRuntimeException e)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new BundleException($"'{Bundle.ModelPath}' failed on {batch}: {e.Message}", e);
        }
    }
}

/// <summary>A phrase as the model reads it.</summary>
/// <param name="Place">Where it stands among the phrases of a call.</param>
/// <param name="Ids">Its ids with [CLS] and [SEP], and those of the definition beside it.</param>
/// <param name="SecondAt">Where the definition's begin; the number of ids where there is none.</param>
/// <param name="Truncated">Whether the end of the phrase was left out.</param>
/// <param name="Definition">What was read beside it; null where nothing was.</param>
/// <param name="ReadAs">How a phrase with typing errors was read; null where it was read as it stands.</param>
internal readonly record struct EncodedPhrase(
    int Place,
    int[] Ids,
    int SecondAt,
    bool Truncated,
    Definition? Definition,
    string? ReadAs);
