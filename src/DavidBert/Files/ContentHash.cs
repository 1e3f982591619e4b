using System.Security.Cryptography;
using System.Text;

namespace DavidBert.Files;

/// <summary>SHA-256 in the project's one form: 64 lower-case hexadecimal digits.</summary>
internal static class ContentHash
{
    /// <summary>The digits of a hash.</summary>
    public const int Length = SHA256.HashSizeInBytes * 2;

    /// <summary>The hash of bytes.</summary>
    public static string Of(ReadOnlySpan<byte> content) => Hex(SHA256.HashData(content));

    /// <summary>The hash of a text's UTF-8.</summary>
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>The hash of what a stream holds from where it stands to its end.</summary>
    public static string Of(Stream content) => Hex(SHA256.HashData(content));

    /// <inheritdoc cref="Of(Stream)" />
    public static async ValueTask<string> OfAsync(Stream content, CancellationToken cancellation) =>
        Hex(await SHA256.HashDataAsync(content, cancellation).ConfigureAwait(false));

    /// <summary>The hash of a file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string OfFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return Of(stream);
    }

    /// <summary>The form of a digest that was computed elsewhere.</summary>
    /// <param name="digest">32 bytes.</param>
    public static string Hex(ReadOnlySpan<byte> digest) => Convert.ToHexStringLower(digest);

    /// <summary>Whether two hashes are equal; the case of their digits does not matter.</summary>
    public static bool AreEqual(string? one, string? other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
