using System.Globalization;

namespace DavidBert.Labelling;

/// <summary>What is added to the rows of a window that ask the same.</summary>
/// <param name="phrase">The phrase; null where the rows have an error instead.</param>
/// <param name="error">The error's code.</param>
internal sealed class RowAnswer(string? phrase, string? error)
{
    /// <summary>The phrase.</summary>
    public string? Phrase { get; } = phrase;

    /// <summary>The phrase's length in word pieces, once it is known.</summary>
    public int Pieces { get; set; }

    /// <summary>The phrase's answer, once it is there.</summary>
    public Answer? Answer { get; set; }

    /// <summary>What <see cref="RowFormat.Tail"/> makes of it, once it was asked for.</summary>
    public byte[]? Tail { get; set; }

    /// <summary>The code of what is wrong; null where there are words.</summary>
    public string? Error => Answer is null ? error : Answer.Error?.Code;

    /// <summary>Whether the best word is good enough.</summary>
    public bool HasWord(LabelOptions options) => Answer?.Score is { } score && !IsBelow(score, options);

    /// <summary>The cells in the order of <see cref="AddedNames.All"/>; null for nothing.</summary>
    public IEnumerable<string?> Cells(LabelOptions options)
    {
        foreach (var cell in Place(0, options))
        {
            yield return cell;
        }

        yield return Error;
        for (var place = 1; place < options.TopK; place++)
        {
            foreach (var cell in Place(place, options))
            {
                yield return cell;
            }
        }

        if (options.Confident)
        {
            yield return Answer?.Confident switch { true => "true", false => "false", null => null };
        }
    }

    private string?[] Place(int place, LabelOptions options)
    {
        if (Answer?.TopK is not { } words || place >= words.Count)
        {
            return [null, null];
        }

        var (word, score) = words[place];
        return [IsBelow(score, options) ? null : word, score.ToString("F4", CultureInfo.InvariantCulture)];
    }

    private static bool IsBelow(float score, LabelOptions options) => options.MinimumScore is { } minimum && score < minimum;
}
