using System.Security.Cryptography;
using System.Text;

namespace DavidBert.Training.Hub;

/// <summary>One file of a model as the hub lists it.</summary>
/// <param name="Name">Its path in the model.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Hash">
/// Its hash in lower-case hexadecimal: 64 digits of SHA-256 for a large file, 40 of git's SHA-1 of a blob for a small one.
/// </param>
internal sealed record RemoteFile(string Name, long Size, string Hash)
{
    /// <summary>Computes the hash, of the same kind as <see cref="Hash"/>, of a local file from its start.</summary>
    public async Task<string> ComputeHashAsync(Stream stream, CancellationToken cancellation)
    {
        stream.Position = 0;
        using var hash = IncrementalHash.CreateHash(Hash.Length == 64 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
        if (Hash.Length == 40)
        {
            hash.AppendData(Encoding.ASCII.GetBytes($"blob {stream.Length}\0"));
        }

        var buffer = new byte[1 << 16];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
