using System.Text.Json;

namespace DavidBert.Training.Hub;

/// <summary>The files of a model at one commit, as the hub's API lists them.</summary>
/// <param name="Commit">The commit, 40 hexadecimal digits.</param>
/// <param name="Files">The files that have a size and a hash, by name.</param>
internal sealed record HubListing(string Commit, IReadOnlyDictionary<string, RemoteFile> Files)
{
    /// <summary>Reads the answer of <c>/api/models/NAME/revision/REVISION?blobs=true</c>.</summary>
    /// <exception cref="HubException">The answer is no such listing, or holds a name that leads out of a folder.</exception>
    public static HubListing Parse(ReadOnlySpan<byte> json, RepositoryName name)
    {
        Answer? answer;
        try
        {
            answer = JsonSerializer.Deserialize<Answer>(json, JsonSerializerOptions.Web);
        }
        catch (JsonException e)
        {
            throw new HubException($"The hub's listing of {name} cannot be read: {e.Message} Is HF_ENDPOINT a hub?", e);
        }

        if (answer?.Sha is null || !HubCache.IsCommit(answer.Sha) || answer.Siblings is null)
        {
            throw new HubException($"The hub's listing of {name} names no commit ('{answer?.Sha}') or no files. Is HF_ENDPOINT a hub?");
        }

        var files = new Dictionary<string, RemoteFile>(StringComparer.Ordinal);
        foreach (var sibling in answer.Siblings)
        {
            if (sibling?.Rfilename is not { } path || !HubPath.StaysInside(path))
            {
                throw new HubException($"The hub lists '{sibling?.Rfilename}' among the files of {name}, which is no path inside a folder.");
            }

            var size = sibling.Lfs?.Size ?? sibling.Size ?? -1;
            var hash = sibling.Lfs is null ? sibling.BlobId : sibling.Lfs.Sha256;
            if (size >= 0 && hash is not null && hash.Length == (sibling.Lfs is null ? 40 : 64) && hash.All(char.IsAsciiHexDigitLower))
            {
                files[path] = new RemoteFile(path, size, hash);
            }
        }

        return new HubListing(answer.Sha, files);
    }

    private sealed record Answer(string? Sha, List<Sibling?>? Siblings);

    private sealed record Sibling(string? Rfilename, long? Size, string? BlobId, LargeFile? Lfs);

    private sealed record LargeFile(string? Sha256, long? Size);
}
