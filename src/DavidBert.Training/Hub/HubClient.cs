using DavidBert.Training.Checkpoints;

namespace DavidBert.Training.Hub;

/// <summary>Downloads BERT checkpoints from Hugging Face's hub, into the cache that its own tools use or into a folder.</summary>
public sealed class HubClient : IDisposable
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
    /// Downloads what a checkpoint of BERT consists of: configuration, weights in safetensors, vocabulary, and where the model
    /// has them the tokenizer's files, licence and model card. Files that are here and right are not fetched again.
    /// </summary>
    /// <param name="name">The model.</param>
    /// <param name="revision">A branch, a tag or a commit.</param>
    /// <param name="folder">The folder for the files, or null for the cache.</param>
    /// <param name="progress">Hears of every file and of every piece that arrives.</param>
    /// <param name="cancellation">Stops the download; a later one goes on from there.</param>
    /// <returns>The folder that holds the checkpoint.</returns>
    /// <exception cref="HubException">The model cannot be had whole; the message says what to do.</exception>
    /// <exception cref="ArgumentException">The revision is no name of a branch, a tag or a commit.</exception>
    public async Task<string> DownloadAsync(
        RepositoryName name,
        string revision = "main",
        string? folder = null,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        if (!HubPath.StaysInside(revision))
        {
            throw new ArgumentException($"'{revision}' is no branch, tag or commit.", nameof(revision));
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
                $"{name} at '{revision}' has no weights in safetensors ({Checkpoint.WeightsFile} or {ShardIndex.FileName}). "
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
            : throw new HubException($"{name} at {listing.Commit} has no '{file}' with a size and a hash; it is no BERT that can be trained here.");
}
