using System.Text;

namespace DavidBert.Labelling;

/// <summary>
/// A copy of text as UTF-8, for parsers that read nothing else. Its memory serves one text after another.
/// </summary>
/// <param name="encoding">The encoding of the text.</param>
internal sealed class Utf8Text(TableEncoding encoding)
{
    private byte[] bytes = [];
    private int length;

    /// <summary>The text; what is not text in it is U+FFFD.</summary>
    public ReadOnlyMemory<byte> Memory => bytes.AsMemory(0, length);

    /// <summary>The same, to be written over.</summary>
    public Span<byte> Copy => bytes.AsSpan(0, length);

    /// <summary>Whether it is white space alone, or the sign that ended files under DOS.</summary>
    public bool IsBlank => Copy.Trim(" \t\r\u001A"u8).IsEmpty;

    /// <summary>Whether all of it was text.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>Takes a text.</summary>
    public void Set(ReadOnlySpan<byte> source)
    {
        IsExact = TextEncoding.IsText(encoding, source);
        if (encoding == TableEncoding.Utf8 && IsExact)
        {
            Reserve(source.Length);
            source.CopyTo(bytes);
            length = source.Length;
            return;
        }

        var text = TextEncoding.Of(encoding).GetString(source);
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        length = Encoding.UTF8.GetBytes(text, bytes);
    }

    private void Reserve(int count)
    {
        if (bytes.Length < count)
        {
            bytes = new byte[2 * count];
        }
    }
}
