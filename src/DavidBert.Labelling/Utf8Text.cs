using System.Text;

namespace DavidBert.Labelling;

/// <summary>A copy of text as UTF-8, for parsers that read nothing else.</summary>
/// <param name="encoding">The encoding of the text.</param>
/// <param name="prefix">What the copy begins with.</param>
internal sealed class Utf8Text(TableEncoding encoding, byte[] prefix)
{
    private static ReadOnlySpan<byte> Replacement => [0xEF, 0xBF, 0xBD];

    private byte[] bytes = [.. prefix];
    private char[] characters = [];
    private int length;

    /// <summary>The prefix and the text.</summary>
    public ReadOnlyMemory<byte> Memory => bytes.AsMemory(0, length);

    /// <summary>The text.</summary>
    public Span<byte> Content => bytes.AsSpan(prefix.Length..length);

    /// <summary>Whether no part of UTF-16 text was replaced; UTF-8 is copied as it is, broken or not.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>Takes a text.</summary>
    public void Set(ReadOnlySpan<byte> source)
    {
        if (encoding == TableEncoding.Utf8)
        {
            Reserve(source.Length);
            source.CopyTo(bytes.AsSpan(prefix.Length));
            length = prefix.Length + source.Length;
            return;
        }

        var utf16 = TextEncoding.Of(encoding);
        if (characters.Length < source.Length)
        {
            characters = new char[2 * source.Length];
        }

        var text = characters.AsSpan(0, utf16.GetChars(source, characters));
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        length = prefix.Length + Encoding.UTF8.GetBytes(text, bytes.AsSpan(prefix.Length));
        IsExact = !text.Contains('\uFFFD') || source.SequenceEqual(utf16.GetBytes(text.ToArray()));
    }

    /// <summary>Where in the source stands what stands at <paramref name="offset"/> of <see cref="Memory"/>.</summary>
    public int SourceOffset(int offset) => encoding == TableEncoding.Utf8
        ? offset - prefix.Length
        : 2 * Encoding.UTF8.GetCharCount(bytes.AsSpan(prefix.Length..offset));

    /// <summary>Whether UTF-8 holds U+FFFD.</summary>
    public static bool HasReplacement(ReadOnlySpan<byte> utf8) => utf8.IndexOf(Replacement) >= 0;

    private void Reserve(int count)
    {
        if (bytes.Length < prefix.Length + count)
        {
            bytes = [.. prefix, .. new byte[2 * count]];
        }
    }
}
