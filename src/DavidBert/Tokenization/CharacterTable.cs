using System.Text;

namespace DavidBert.Tokenization;

/// <summary>
/// What BERT's normalizer and pre-tokenizer make of each code point: control characters and accents go, white space
/// separates, punctuation and ideographs stand alone, and the rest is decomposed and put in lower case.
/// </summary>
/// <remarks>
/// The table is the project's own, so that no host's Unicode version or globalization mode changes an id. Marks that
/// stay keep their order: canonical reordering shows only where a vocabulary holds pieces of several such marks, and
/// BERT's has not one.
/// </remarks>
internal static class CharacterTable
{
    /// <summary>The character vanishes: what was around it becomes one word.</summary>
    public const int Removed = -1;

    /// <summary>The character ends a word.</summary>
    public const int Space = -2;

    /// <summary>Set on a code point that is a word by itself.</summary>
    public const int Isolated = 1 << 24;

    /// <summary>Set on an index for <see cref="Sequence"/>: the character stays several characters.</summary>
    public const int Several = 1 << 25;

    private const int FirstSyllable = 0xAC00, LastSyllable = 0xD7A3, VowelsTimesTrails = 588, Trails = 28;

    /// <summary>The treatment of the scripts below U+3400, in one step; further code points are searched for.</summary>
    private static readonly int[] Direct = Expand(0x3400);

    private enum Rule
    {
        Keep,
        Constant,
        OddAbove,
        EvenAbove,
        Isolate,
        Remove,
        Space,
        Sequence,
    }

    /// <summary>
    /// Reads the character at <paramref name="position"/> and moves beyond it. A lone surrogate counts as U+FFFD.
    /// </summary>
    /// <returns>
    /// A code point in lower case, which may carry <see cref="Isolated"/>; an index with <see cref="Several"/>;
    /// <see cref="Removed"/> or <see cref="Space"/>.
    /// </returns>
    public static int Read(ReadOnlySpan<char> text, ref int position)
    {
        var direct = Direct;
        int c = text[position];
        if (c < direct.Length)
        {
            position++;
            return direct[c];
        }

        Rune.DecodeFromUtf16(text[position..], out var rune, out var units);
        position += units;
        return Find(rune.Value);
    }

    /// <summary>Writes the characters that an index with <see cref="Several"/> stands for.</summary>
    /// <param name="entry">What <see cref="Read"/> returned.</param>
    /// <param name="codePoints">At least three places.</param>
    /// <returns>How many characters there are: two or three.</returns>
    public static int Sequence(int entry, Span<int> codePoints)
    {
        var index = entry & ~Several;
        if (index is >= FirstSyllable and <= LastSyllable)
        {
            return Jamo(index - FirstSyllable, codePoints);
        }

        var sequence = CharacterRuns.Sequences.AsSpan(index);
        var count = sequence.IndexOf(0);
        sequence[..count].CopyTo(codePoints);
        return count;
    }

    private static int Jamo(int syllable, Span<int> codePoints)
    {
        codePoints[0] = 0x1100 + (syllable / VowelsTimesTrails);
        codePoints[1] = 0x1161 + (syllable % VowelsTimesTrails / Trails);
        var trail = syllable % Trails;
        codePoints[2] = 0x11A7 + trail;
        return trail == 0 ? 2 : 3;
    }

    private static int Find(int codePoint)
    {
        if (codePoint is >= FirstSyllable and <= LastSyllable)
        {
            return codePoint | Several;
        }

        var starts = CharacterRuns.Starts;
        var (run, end) = (0, starts.Length);
        while (end - run > 1)
        {
            var middle = (run + end) / 2;
            (run, end) = starts[middle] <= codePoint ? (middle, end) : (run, middle);
        }

        return Apply(CharacterRuns.Rules[run], codePoint);
    }

    private static int Apply(int ruleAndOperand, int codePoint)
    {
        var operand = ruleAndOperand >> 3;
        return (Rule)(ruleAndOperand & 7) switch
        {
            Rule.Keep => codePoint + operand,
            Rule.Constant => operand,
            Rule.OddAbove => codePoint | 1,
            Rule.EvenAbove => (codePoint + 1) & ~1,
            Rule.Isolate => (codePoint + operand) | Isolated,
            Rule.Remove => Removed,
            Rule.Space => Space,
            Rule.Sequence => operand | Several,
        };
    }

    private static int[] Expand(int count)
    {
        var entries = new int[count];
        for (int run = 0, c = 0; c < count; c++)
        {
            if (CharacterRuns.Starts[run + 1] == c)
            {
                run++;
            }

            entries[c] = Apply(CharacterRuns.Rules[run], c);
        }

        return entries;
    }
}
