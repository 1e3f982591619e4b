namespace DavidBert.Labelling;

/// <summary>The sign that ended files under DOS, once, or as often as a block needed to be full.</summary>
internal static class EndOfFile
{
    /// <summary>The sign.</summary>
    public const string Sign = "\u001A";

    /// <summary>Whether a record holds nothing else.</summary>
    /// <param name="body">The record without its line end.</param>
    /// <param name="sign">The sign in the encoding of the record.</param>
    public static bool Is(ReadOnlySpan<byte> body, ReadOnlySpan<byte> sign)
    {
        while (body.StartsWith(sign))
        {
            body = body[sign.Length..];
            if (body.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }
}
