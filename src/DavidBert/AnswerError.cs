namespace DavidBert;

/// <summary>Why a phrase has no answer.</summary>
/// <param name="Code"><c>empty</c>, <c>unreadable</c> or <c>too_long</c>.</param>
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
}
