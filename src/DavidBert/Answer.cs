using System.Text.Json.Serialization;
using DavidBert.Glossaries;

namespace DavidBert;

/// <summary>What a phrase is answered with: a word with its score, or an error of this phrase.</summary>
public sealed record Answer
{
    private Answer(string text) => Text = text;

    /// <summary>The phrase as it was given.</summary>
    public string Text { get; }

    /// <summary>
    /// False where nothing that the model knows fits the phrase: there is no word then. Null where there is a word or
    /// an error.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Answered { get; private init; }

    /// <summary>The best word; null where there is an error, and where nothing fits.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Word { get; private init; }

    /// <summary>How likely the best word is to be right, 0 to 1, as the bundle's scale of scores says.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Score { get; private init; }

    /// <summary>
    /// Whether the answer may be relied on: its score is at least <see cref="Bundles.ModelManifest.ConfidentAt"/> and
    /// the phrase was read to its end. Null where there is an error, and where the bundle has no such score.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Confident { get; private init; }

    /// <summary>The best words, best first; as many as were asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ScoredWord>? TopK { get; private init; }

    /// <summary>
    /// How the phrase was read, where a typing error in it was read as it is meant; null where it was read as it
    /// stands.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReadAs { get; private init; }

    /// <summary>The definitions that were read beside the phrase; null where none was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Definition>? Definitions { get; private init; }

    /// <summary>Whether the end of the phrase was left out, as it is longer than the model takes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Truncated { get; private init; }

    /// <summary>
    /// How much of the softmax says that nothing fits, 0 to 1: for choosing <see cref="Bundles.ModelManifest.NothingAt"/>.
    /// </summary>
    internal double? ShareOfNothing { get; private init; }

    /// <summary>Why there is no word; null where there is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AnswerError? Error { get; private init; }

    /// <summary>An answer of words, best first; there is at least one.</summary>
    internal static Answer Of(
        string text,
        IReadOnlyList<ScoredWord> topK,
        EncodedPhrase phrase,
        double? confidentAt,
        double? shareOfNothing)
    {
        var (word, score) = topK[0];
        return new Answer(text)
        {
            Word = word,
            Score = score,
            Confident = confidentAt is { } least ? !phrase.Truncated && score >= least : null,
            TopK = topK,
            ReadAs = phrase.ReadAs,
            Definitions = phrase.Definition is { } definition ? [definition] : null,
            Truncated = phrase.Truncated,
            ShareOfNothing = shareOfNothing,
        };
    }

    /// <summary>
    /// What is said of a phrase that no word fits; <paramref name="topK"/> are the words that come nearest.
    /// </summary>
    internal static Answer Unanswered(
        string text,
        IReadOnlyList<ScoredWord> topK,
        EncodedPhrase phrase,
        double? confidentAt,
        double? shareOfNothing) => Of(text, topK, phrase, confidentAt, shareOfNothing) with
        {
            Answered = false,
            Word = null,
            Score = null,
            Confident = confidentAt is null ? null : false,
        };

    /// <summary>The same answer with its best words only.</summary>
    internal Answer Shortened(int topK) =>
        TopK is null || TopK.Count <= topK ? this : this with { TopK = [.. TopK.Take(topK)] };

    /// <summary>An error of the phrase.</summary>
    internal static Answer Failed(string text, AnswerError error) => new(text) { Error = error };
}

/// <summary>Why a phrase has no answer.</summary>
/// <param name="Code"><c>empty</c>, <c>unreadable</c>, <c>too_long</c> or <c>bad_encoding</c>.</param>
/// <param name="Detail">What is wrong and what to do, for a person.</param>
public sealed record AnswerError(string Code, string Detail)
{
    /// <summary>The phrase holds nothing but white space.</summary>
    public static AnswerError Empty { get; } = new("empty", "The phrase is empty. Give at least one word.");

    /// <summary>No part of the phrase is in the model's vocabulary.</summary>
    public static AnswerError Unreadable { get; } = new(
        "unreadable", "The model cannot read any part of the phrase. Give a phrase in English letters.");

    /// <summary>The phrase is longer than the service accepts.</summary>
    public static AnswerError TooLong(int characters, int most) => new(
        "too_long", $"The phrase has {characters} characters; at most {most} are accepted.");

    /// <summary>The phrase was not read as text: its bytes are of another encoding.</summary>
    internal static AnswerError BadEncoding(string detail) => new("bad_encoding", detail);
}

/// <summary>A word of an answer.</summary>
/// <param name="Word">The word.</param>
/// <param name="Score">
/// How likely it is to be right, 0 to 1; the scores of several words may add up to more than 1.
/// </param>
public readonly record struct ScoredWord(string Word, float Score);
