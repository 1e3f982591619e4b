using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DavidBert.Training.Checkpoints;

namespace DavidBert.Training.Hub;

/// <summary>
/// Downloads BERT checkpoints from Hugging Face's hub, into the cache that its own tools use or into a folder.
/// </summary>
internal sealed class HubClient : IDisposable
{
    private const int MaxListingBytes = 32 << 20;
    private static readonly string[] Optional =
        ["tokenizer_config.json", "tokenizer.json", "special_tokens_map.json", "README.md", "LICENSE", "LICENSE.txt"];

    private readonly HubOptions options;
    private readonly HubConnection connection;

    /// <summary>Makes a client.</summary>
    public HubClient(HubOptions options)
    {
        this.options = options;
        connection = new HubConnection(options);
    }

    /// <summary>
    /// Downloads what a checkpoint of BERT consists of: configuration, weights in safetensors, vocabulary, and where
    /// the model has them the tokenizer's files, licence and model card. Files that are here and right are not fetched
    /// again.
    /// </summary>
    /// <param name="name">The model.</param>
    /// <param name="revision">A branch, a tag or a commit.</param>
    /// <param name="folder">The folder for the files, or null for the cache.</param>
    /// <param name="progress">Hears of every file and of every piece that arrives.</param>
    /// <param name="cancellation">Stops the download; a later one goes on from there.</param>
    /// <returns>The folder that holds the checkpoint.</returns>
    /// <exception cref="HubException">The model cannot be downloaded whole; the message says what to do.</exception>
    /// <exception cref="ArgumentException">The revision is not the name of a branch, a tag or a commit.</exception>
    public async Task<string> DownloadAsync(
        RepositoryName name,
        string revision = "main",
        string? folder = null,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        if (!HubPath.StaysInside(revision))
        {
            throw new ArgumentException(
                $"'{revision}' is not the name of a branch, a tag or a commit.", nameof(revision));
        }

        var listing = await ListAsync(name, revision, cancellation);
        var target = folder ?? options.Cache.SnapshotFolder(name, listing.Commit);
        var download = new FileDownload(connection, options, name, listing.Commit);
        foreach (var file in ChooseSmall(name, revision, listing))
        {
            await FetchAsync(file);
        }

        foreach (var file in ChooseWeights(name, listing, target))
        {
            await FetchAsync(file);
        }

        if (folder is null && !HubCache.IsCommit(revision))
        {
            options.Cache.WriteReference(name, revision, listing.Commit);
        }

        return target;

        async Task FetchAsync(RemoteFile file)
        {
            if (folder is not null)
            {
                await download.RunAsync(file, Path.Combine(folder, file.Name), progress, cancellation);
                return;
            }

            await download.RunAsync(file, options.Cache.BlobPath(name, file.Hash), progress, cancellation);
            options.Cache.Link(name, listing.Commit, file);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private async Task<HubListing> ListAsync(RepositoryName name, string revision, CancellationToken cancellation)
    {
        using var response = await connection.GetAsync(
            $"api/models/{name}/revision/{Uri.EscapeDataString(revision)}?blobs=true", 0, cancellation);
        HubRefusal.ThrowIfAny(response, options, name, revision, file: null);
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxListingBytes, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new HubException($"The hub's listing of {name} did not arrive whole: {e.Message} Try again.", e);
        }

        return HubListing.Parse(await response.Content.ReadAsByteArrayAsync(cancellation), name);
    }

    private static IEnumerable<RemoteFile> ChooseSmall(RepositoryName name, string revision, HubListing listing)
    {
        if (!listing.Files.ContainsKey(Checkpoint.WeightsFile) && !listing.Files.ContainsKey(ShardIndex.FileName))
        {
            throw new HubException(
                $"{name} at '{revision}' has no weights in safetensors ({Checkpoint.WeightsFile} or "
                + $"{ShardIndex.FileName}). "
                + "Choose another model, or a --revision that has them.");
        }

        string[] required = listing.Files.ContainsKey(Checkpoint.WeightsFile)
            ? [Checkpoint.ConfigFile, "vocab.txt"]
            : [Checkpoint.ConfigFile, "vocab.txt", ShardIndex.FileName];
        return required.Select(file => Listed(name, listing, file))
            .Concat(Optional.Where(listing.Files.ContainsKey).Select(file => listing.Files[file]));
    }

    private static List<RemoteFile> ChooseWeights(RepositoryName name, HubListing listing, string target)
    {
        if (listing.Files.TryGetValue(Checkpoint.WeightsFile, out var single))
        {
            return [single];
        }

        try
        {
            return ShardIndex.Read(Path.Combine(target, ShardIndex.FileName)).Values
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(shard => Listed(name, listing, shard)).ToList();
        }
        catch (InvalidDataException e)
        {
            throw new HubException($"{name} cannot be used: {e.Message}", e);
        }
    }

    private static RemoteFile Listed(RepositoryName name, HubListing listing, string file) =>
        listing.Files.TryGetValue(file, out var found)
            ? found
            : throw new HubException(
                $"{name} at {listing.Commit} has no '{file}' with a size and a hash. Choose a BERT in safetensors.");
}

/// <summary>The files of a model at one commit, as the hub's API lists them.</summary>
/// <param name="Commit">The commit, 40 hexadecimal digits.</param>
/// <param name="Files">The files that have a size and a hash, by name.</param>
internal sealed record HubListing(string Commit, IReadOnlyDictionary<string, RemoteFile> Files)
{
    /// <summary>Reads the answer of <c>/api/models/NAME/revision/REVISION?blobs=true</c>.</summary>
    /// <exception cref="HubException">
    /// The answer is not such a listing, or holds a name that leads out of a folder.
    /// </exception>
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
            throw new HubException(
                $"The hub's listing of {name} names no commit ('{answer?.Sha}') or no files. Is HF_ENDPOINT a hub?");
        }

        var files = new Dictionary<string, RemoteFile>(StringComparer.Ordinal);
        foreach (var sibling in answer.Siblings)
        {
            if (sibling?.Rfilename is not { } path || !HubPath.StaysInside(path))
            {
                throw new HubException(
                    $"The hub lists '{sibling?.Rfilename}' among the files of {name}, which is not a path inside a "
                    + $"folder.");
            }

            var size = sibling.Lfs?.Size ?? sibling.Size ?? -1;
            var hash = sibling.Lfs is null ? sibling.BlobId : sibling.Lfs.Sha256;
            if (size >= 0 && hash is not null && hash.Length == (sibling.Lfs is null ? 40 : 64)
                && hash.All(char.IsAsciiHexDigitLower))
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

/// <summary>Where the hub is and who asks.</summary>
internal sealed record HubOptions
{
    /// <summary>The hub's address.</summary>
    public Uri Endpoint { get; init; } = new("https://huggingface.co");

    /// <summary>
    /// The user's access token, or null. It is sent to the endpoint only, never to where it redirects.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>The cache that downloads go to.</summary>
    public HubCache Cache { get; init; } = HubCache.FromEnvironment();

    /// <summary>The wait before the first further attempt of a request that failed; it doubles with each.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a transfer may stand still before it is taken up anew.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The options as the environment gives them: HF_ENDPOINT, HF_TOKEN, and the cache's variables.</summary>
    /// <exception cref="ArgumentException">HF_ENDPOINT is not an http or https address.</exception>
    public static HubOptions FromEnvironment() => FromEnvironment(Environment.GetEnvironmentVariable);

    internal static HubOptions FromEnvironment(Func<string, string?> variable)
    {
        var options = new HubOptions
        {
            Cache = HubCache.FromEnvironment(variable),
            Token = variable("HF_TOKEN")?.Trim() is { Length: > 0 } token ? token : null,
        };
        if (variable("HF_ENDPOINT") is not { Length: > 0 } endpoint)
        {
            return options;
        }

        return Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? options with { Endpoint = address! }
            : throw new ArgumentException(
                $"HF_ENDPOINT is '{endpoint}'; expected an address like https://huggingface.co.",
                nameof(variable));
    }
}

/// <summary>One file of a model as the hub lists it.</summary>
/// <param name="Name">Its path in the model.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Hash">
/// Its hash in lower-case hexadecimal: 64 digits of SHA-256 for a large file, 40 of git's SHA-1 of a blob for a small
/// one.
/// </param>
internal sealed record RemoteFile(string Name, long Size, string Hash)
{
    /// <summary>Computes the hash, of the same kind as <see cref="Hash"/>, of a local file from its start.</summary>
    public async Task<string> ComputeHashAsync(Stream stream, CancellationToken cancellation)
    {
        stream.Position = 0;
        using var hash = IncrementalHash.CreateHash(
            Hash.Length == 64 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
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
