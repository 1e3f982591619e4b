using System.Text;
using Microsoft.ML.Tokenizers;

namespace DavidBert.Tokenization;

/// <summary>
/// BERT's normalizer, which also sets its words apart: lower case, no accents, one space between words, and each sign
/// of punctuation and each ideograph a word by itself.
/// </summary>
/// <remarks>
/// BERT calls a word of more than 100 code points unknown; the library counts UTF-16 units. So the library's limit is
/// what 100 code points may take, and a longer word is given one unit more than that.
/// </remarks>
internal sealed class BertNormalizer : Normalizer
{
    /// <summary>The longest word, in UTF-16 units, that the library may split.</summary>
    public const int MaxUnits = 2 * MaxCodePoints;

    private const int MaxCodePoints = 100;

    /// <inheritdoc />
    public override string Normalize(string original) => Normalize(original.AsSpan());

    /// <inheritdoc />
    public override string Normalize(ReadOnlySpan<char> original) => Normalize(original, int.MaxValue);

    /// <summary>The first words of a text, normalized.</summary>
    /// <param name="original">Any UTF-16; a lone surrogate counts as U+FFFD.</param>
    /// <param name="maxWords">How many words are read at most.</param>
    public static string Normalize(ReadOnlySpan<char> original, int maxWords)
    {
        var words = new WordWriter(Math.Min(original.Length, MaxUnits));
        Span<int> sequence = stackalloc int[3];
        for (var position = 0; position < original.Length && words.Count < maxWords;)
        {
            var entry = CharacterTable.Read(original, ref position);
            if ((uint)entry < CharacterTable.Isolated)
            {
                words.Append(entry);
            }
            else if (entry == CharacterTable.Space)
            {
                words.End();
            }
            else if (entry >= CharacterTable.Several)
            {
                foreach (var codePoint in sequence[..CharacterTable.Sequence(entry, sequence)])
                {
                    words.Append(codePoint);
                }
            }
            else if (entry != CharacterTable.Removed)
            {
                words.End();
                words.Append(entry & ~CharacterTable.Isolated);
                words.End();
            }
        }

        return words.ToString();
    }

    /// <summary>Words with a space behind each.</summary>
    private struct WordWriter(int capacity)
    {
        private readonly StringBuilder text = new(capacity);
        private int start;
        private int codePoints;

        /// <summary>How many words were ended.</summary>
        public int Count { get; private set; }

        public void Append(int codePoint)
        {
            if (++codePoints > MaxCodePoints)
            {
                return;
            }

            if (codePoint <= char.MaxValue)
            {
                text.Append((char)codePoint);
            }
            else
            {
                text.Append(new Rune(codePoint));
            }
        }

        public void End()
        {
            if (codePoints == 0)
            {
                return;
            }

            if (codePoints > MaxCodePoints)
            {
                text.Append(text[start], MaxUnits + 1 - (text.Length - start));
            }

            text.Append(' ');
            (start, codePoints) = (text.Length, 0);
            Count++;
        }

        public override string ToString()
        {
            End();
            return text.ToString();
        }
    }
}

/// <summary>Splits what <see cref="BertNormalizer"/> made into its words.</summary>
internal sealed class SpaceSplitter : PreTokenizer
{
    /// <inheritdoc />
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf(' ', start);
            end = end < 0 ? text.Length : end;
            if (end > start)
            {
                yield return (start, end - start);
            }

            start = end + 1;
        }
    }

    /// <inheritdoc />
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) =>
        PreTokenize(text.ToString());
}
