using System.Text.Json;
using DavidBert.Files;
using DavidBert.Tokenization;

namespace DavidBert.Bundles;

/// <summary>A model as a folder: <c>model.json</c> and the files that it names, checked.</summary>
public sealed class Bundle
{
    /// <summary>The graph.</summary>
    public const string ModelFile = "model.onnx";

    /// <summary>What the tokenizer reads.</summary>
    public const string VocabularyFile = "vocab.txt";

    /// <summary>What the output indexes are called.</summary>
    public const string WordsFile = "words.txt";

    /// <summary>The definitions that the model reads beside phrases, where the bundle has them.</summary>
    public const string GlossaryFile = "glossary.tsv";

    /// <summary>The words that are no typing errors, where the bundle reads such as they are meant.</summary>
    public const string KnownWordsFile = "known.txt";

    private const int SmallReads = 4096;

    private static readonly string[] Needed = [ModelFile, VocabularyFile, WordsFile];

    private Bundle(string folder, ModelManifest manifest, PhraseTokenizer tokenizer, AnswerVocabulary words)
    {
        (Folder, Manifest, Tokenizer, Words) = (folder, manifest, tokenizer, words);
    }

    /// <summary>
    /// Where the default bundle lies, which comes with the package: <c>models/attributes</c> beside the binaries.
    /// </summary>
    public static string DefaultFolder { get; } = Path.Combine(AppContext.BaseDirectory, "models", "attributes");

    /// <summary>Where the bundle lies.</summary>
    public string Folder { get; }

    /// <summary>What it is.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>The tokenizer of its <c>vocab.txt</c>.</summary>
    public PhraseTokenizer Tokenizer { get; }

    /// <summary>What its output indexes are called.</summary>
    public AnswerVocabulary Words { get; }

    /// <summary>The path of its glossary; null where it has none.</summary>
    public string? GlossaryPath => Manifest.Files.ContainsKey(GlossaryFile) ? Path.Combine(Folder, GlossaryFile) : null;

    /// <summary>The path of its list of known words; null where it has none.</summary>
    public string? KnownWordsPath =>
        Manifest.Files.ContainsKey(KnownWordsFile) ? Path.Combine(Folder, KnownWordsFile) : null;

    /// <summary>The path of the graph.</summary>
    public string ModelPath => Path.Combine(Folder, ModelFile);

    /// <summary>Opens a bundle and checks every file's size and SHA-256, and |V| where it stands.</summary>
    /// <exception cref="BundleException">
    /// A file is missing or differs from <c>model.json</c>, or the format is another.
    /// </exception>
    public static Bundle Open(string folder) => Open(folder, manifestHash: null, useModel: null);

    /// <summary>Opens a bundle and hands the graph over as soon as it is checked.</summary>
    /// <param name="folder">The folder of the bundle.</param>
    /// <param name="manifestHash">SHA-256 that <c>model.json</c> must have; null for any.</param>
    /// <param name="useModel">
    /// Takes the graph's file once it is checked. What it has taken is what was hashed: if the file is another one when
    /// it returns, the bundle is refused. Null where the graph is not needed.
    /// </param>
    /// <exception cref="BundleException">
    /// A file is missing, differs from <c>model.json</c> or changes meanwhile, or the format is another.
    /// </exception>
    internal static Bundle Open(string folder, string? manifestHash, Action<FileStream>? useModel)
    {
        var manifest = ReadManifest(folder, manifestHash);
        PhraseTokenizer? tokenizer = null;
        AnswerVocabulary? words = null;
        var loads = manifest.Files.Select(file => Task.Run(() =>
        {
            using var content = OpenFile(folder, file.Key, file.Value);
            switch (file.Key)
            {
                case VocabularyFile:
                    tokenizer = LoadTokenizer(content.Name, Read(content, file.Value));
                    break;
                case WordsFile:
                    words = AnswerVocabulary.Create(Read(content, file.Value), manifest.ListsAnswers);
                    break;
                case ModelFile when useModel is not null:
                    Use(content, file.Value, useModel);
                    break;
                default:
                    Check(content, ContentHash.Of(content), file.Value);
                    break;
            }
        })).ToArray();
        try
        {
            Task.WaitAll(loads);
        }
        catch (AggregateException e)
        {
            throw e.InnerExceptions.OfType<BundleException>().FirstOrDefault()
                ?? new BundleException($"The bundle '{folder}' cannot be read: {e.InnerExceptions[0].Message}", e);
        }

        RequireVocabulary(folder, VocabularyFile, manifest, tokenizer!.VocabularySize);
        if (!manifest.ListsAnswers)
        {
            RequireVocabulary(folder, WordsFile, manifest, words!.Count);
        }

        return new Bundle(folder, manifest, tokenizer, words!);
    }

    /// <summary>Reads and checks <c>model.json</c> alone.</summary>
    /// <exception cref="BundleException">
    /// There is none, it is not JSON, or it describes a bundle that this code cannot use.
    /// </exception>
    public static ModelManifest ReadManifest(string folder) => ReadManifest(folder, hash: null);

    private static ModelManifest ReadManifest(string folder, string? hash)
    {
        var path = Path.Combine(folder, ModelManifest.FileName);
        try
        {
            var json = File.ReadAllBytes(path);
            if (hash is not null && !ContentHash.AreEqual(ContentHash.Of(json), hash))
            {
                throw new BundleException($"'{path}' has the SHA-256 {ContentHash.Of(json)}; expected {hash}.");
            }

            var manifest = ManifestJson.Read(json);
            ManifestRules.Check(manifest, path, Needed);
            return manifest;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BundleException($"'{folder}' is not a bundle: it has no {ModelManifest.FileName}.", e);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    private static FileStream OpenFile(string folder, string name, BundleFile expected)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            throw new BundleException(
                $"'{path}' is missing; {ModelManifest.FileName} names it with {expected.Bytes} bytes.");
        }

        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, SmallReads);
        var found = stream.Length;
        if (found != expected.Bytes)
        {
            stream.Dispose();
            throw new BundleException(
                $"'{path}' has {found} bytes; {ModelManifest.FileName} says {expected.Bytes}. Get the bundle again.");
        }

        return stream;
    }

    /// <summary>The content of a file, checked: what is used is what was hashed.</summary>
    private static MemoryStream Read(FileStream file, BundleFile expected)
    {
        var content = new byte[expected.Bytes];
        file.ReadExactly(content);
        Check(file, ContentHash.Of(content), expected);
        return new MemoryStream(content);
    }

    private static void Use(FileStream file, BundleFile expected, Action<FileStream> use)
    {
        var written = File.GetLastWriteTimeUtc(file.SafeFileHandle);
        Check(file, ContentHash.Of(file), expected);
        file.Position = 0;
        use(file);
        using var again = File.OpenHandle(file.Name); // a link has a time of its own
        if (File.GetLastWriteTimeUtc(again) != written)
        {
            throw new BundleException($"'{file.Name}' was written anew while it was loaded. Load the bundle again.");
        }
    }

    private static void Check(FileStream file, string digest, BundleFile expected)
    {
        if (!ContentHash.AreEqual(digest, expected.Sha256))
        {
            throw new BundleException(
                $"'{file.Name}' has the SHA-256 {digest}; {ModelManifest.FileName} says {expected.Sha256}. "
                + "Get the bundle again.");
        }
    }

    private static PhraseTokenizer LoadTokenizer(string path, Stream vocabulary)
    {
        try
        {
            return PhraseTokenizer.Create(vocabulary);
        }
        catch (InvalidDataException e)
        {
            throw new BundleException($"{path}: {e.Message}", e);
        }
    }

    private static void RequireVocabulary(string folder, string file, ModelManifest manifest, int found)
    {
        if (found != manifest.Dimensions.Vocabulary)
        {
            throw new BundleException(
                $"'{Path.Combine(folder, file)}' has {found} lines; "
                + $"the model's vocabulary has {manifest.Dimensions.Vocabulary}.");
        }
    }
}

/// <summary>Completes a bundle.</summary>
internal static class BundleWriter
{
    /// <summary>
    /// Writes <c>model.json</c> beside <c>model.onnx</c>, <c>vocab.txt</c>, <c>words.txt</c> and, where the model reads
    /// two segments and they are there, <c>glossary.tsv</c> and <c>known.txt</c>, with their sizes and digests, in the
    /// first format that can say it.
    /// </summary>
    /// <param name="folder">The folder that holds the files.</param>
    /// <param name="manifest">
    /// Everything but <see cref="ModelManifest.Files"/> and <see cref="ModelManifest.Format"/>.
    /// </param>
    /// <exception cref="FileNotFoundException">One of the first three files is not there.</exception>
    public static void Write(string folder, ModelManifest manifest)
    {
        var readsPairs = manifest.Segments > 1;
        string[] names =
        [
            Bundle.ModelFile, Bundle.VocabularyFile, Bundle.WordsFile,
            .. new[] { Bundle.GlossaryFile, Bundle.KnownWordsFile }
                .Where(name => readsPairs && File.Exists(Path.Combine(folder, name))),
        ];
        var complete = manifest with
        {
            Format = readsPairs || manifest.ListsAnswers ? ModelManifest.CurrentFormat : ModelManifest.FirstFormat,
            Files = names.ToDictionary(
                name => name,
                name => Describe(Path.Combine(folder, name)),
                StringComparer.Ordinal),
        };
        var path = Path.Combine(folder, ModelManifest.FileName);
        WholeFile.Write(path, ManifestJson.Write(complete));
    }

    private static BundleFile Describe(string path)
    {
        using var stream = File.OpenRead(path);
        return new BundleFile(ContentHash.Of(stream), stream.Length);
    }
}

/// <summary>A bundle cannot be used; the message names the file, what was expected and what was found.</summary>
public sealed class BundleException : Exception
{
    /// <summary>An error without a text.</summary>
    public BundleException()
    {
    }

    /// <summary>An error of the bundle.</summary>
    public BundleException(string message)
        : base(message)
    {
    }

    /// <summary>An error of the bundle that follows from another.</summary>
    public BundleException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
