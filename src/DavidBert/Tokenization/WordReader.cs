using System.Text;

namespace DavidBert.Tokenization;

/// <summary>Reads a phrase word by word, as BERT's normalizer and pre-tokenizer see it, without allocating.</summary>
internal ref struct WordReader
{
    /// <summary>The longest word, in code points, that is split into pieces; a longer one is unknown.</summary>
    public const int MaxCodePoints = 100;

    /// <summary>The room that <see cref="MaxCodePoints"/> need, in UTF-16 units.</summary>
    public const int MaxUnits = 2 * MaxCodePoints;

    private readonly ReadOnlySpan<char> _text;
    private readonly Span<char> _word;
    private int _position;
    private int _units;
    private int _codePoints;

    /// <summary>Starts at the first word of <paramref name="text"/>.</summary>
    /// <param name="text">Any UTF-16, well-formed or not.</param>
    /// <param name="word">Room of <see cref="MaxUnits"/> for the current word.</param>
    public WordReader(ReadOnlySpan<char> text, Span<char> word)
    {
        _text = text;
        _word = word;
    }

    /// <summary>The current word in lower case, or only its start where <see cref="IsTooLong"/>.</summary>
    public readonly ReadOnlySpan<char> Word => _word[.._units];

    /// <summary>Whether the current word has more than <see cref="MaxCodePoints"/> code points.</summary>
    public readonly bool IsTooLong => _codePoints > MaxCodePoints;

    /// <summary>Moves to the next word; false at the end of the text.</summary>
    public bool Read()
    {
        _units = 0;
        _codePoints = 0;
        while (_position < _text.Length)
        {
            var start = _position;
            var entry = CharacterTable.Read(_text, ref _position);
            if ((uint)entry < CharacterTable.Isolated)
            {
                Append(entry);
            }
            else if (entry == CharacterTable.Space)
            {
                if (_codePoints > 0)
                {
                    return true;
                }
            }
            else if (entry >= CharacterTable.Several)
            {
                AppendSequence(entry);
            }
            else if (entry != CharacterTable.Removed)
            {
                if (_codePoints > 0)
                {
                    _position = start;
                }
                else
                {
                    Append(entry & ~CharacterTable.Isolated);
                }

                return true;
            }
        }

        return _codePoints > 0;
    }

    private void AppendSequence(int entry)
    {
        Span<int> codePoints = stackalloc int[3];
        foreach (var codePoint in codePoints[..CharacterTable.Sequence(entry, codePoints)])
        {
            Append(codePoint);
        }
    }

    private void Append(int codePoint)
    {
        if (++_codePoints > MaxCodePoints)
        {
            _codePoints = MaxCodePoints + 1;
            return;
        }

        if (codePoint <= char.MaxValue)
        {
            _word[_units++] = (char)codePoint;
        }
        else
        {
            _units += new Rune(codePoint).EncodeToUtf16(_word[_units..]);
        }
    }
}
