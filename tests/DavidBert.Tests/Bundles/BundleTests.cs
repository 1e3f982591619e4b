using System.Text.Json;
using System.Text.Json.Nodes;
using DavidBert.Bundles;
using DavidBert.Testing;

namespace DavidBert.Tests.Bundles;

public sealed class BundleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public BundleTests() => TestBundle.Create(folder.Path);

    private string ManifestPath => folder.File(ModelManifest.FileName);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_AWholeBundle_GivesWhatItSays()
    {
        var bundle = Bundle.Open(folder.Path);

        Assert.Equal(("test", "1"), (bundle.Manifest.Name, bundle.Manifest.Version));
        Assert.Equal(bundle.Manifest.Dimensions.Vocabulary, bundle.Words.Count);
        Assert.Equal(bundle.Words.Count, bundle.Tokenizer.VocabularySize);
    }

    [Fact]
    public void Open_UnknownFieldsAndOtherFiles_AreIgnored()
    {
        Change(manifest => manifest["rating"] = new JsonObject { ["stars"] = 5 });
        File.WriteAllText(folder.File("lexicon.tsv"), "phrase\tword\n");

        Assert.Equal("test", Bundle.Open(folder.Path).Manifest.Name);
    }

    [Theory]
    [InlineData(Bundle.ModelFile)]
    [InlineData(Bundle.VocabularyFile)]
    [InlineData(Bundle.WordsFile)]
    public void Load_AMissingFile_IsNamed(string name)
    {
        File.Delete(folder.File(name));

        Refuses(name, "missing");
    }

    [Theory]
    [InlineData(Bundle.ModelFile)]
    [InlineData(Bundle.VocabularyFile)]
    [InlineData(Bundle.WordsFile)]
    public void Load_AnotherSize_NamesBothSizes(string name)
    {
        var bytes = File.ReadAllBytes(folder.File(name));
        File.WriteAllBytes(folder.File(name), bytes[..^1]);

        Refuses(name, $"{bytes.Length}", $"{bytes.Length - 1}");
    }

    [Theory]
    [InlineData(Bundle.ModelFile)]
    [InlineData(Bundle.VocabularyFile)]
    [InlineData(Bundle.WordsFile)]
    public void Load_OneByteChanged_NamesBothDigests(string name)
    {
        var expected = Bundle.Open(folder.Path).Manifest.Files[name].Sha256;
        var bytes = File.ReadAllBytes(folder.File(name));
        bytes[^2] ^= 1;
        File.WriteAllBytes(folder.File(name), bytes);
        var found = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));

        Refuses(name, expected, found);
    }

    [Fact]
    public void Load_NoManifest_NamesTheFolder()
    {
        File.Delete(ManifestPath);

        Refuses(folder.Path, ModelManifest.FileName);
    }

    [Fact]
    public void Load_NoFolder_NamesIt()
    {
        var nowhere = folder.File("nowhere");

        Assert.Contains(nowhere, Assert.Throws<BundleException>(() => Predictor.Load(nowhere)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AnotherFormat_NamesBoth()
    {
        Change(manifest => manifest["format"] = 2);

        Refuses(ModelManifest.FileName, "format", "'2'", "expected 1");
    }

    [Theory]
    [InlineData("max_length", 2)]
    [InlineData("max_length", 513)]
    [InlineData("temperature", 0)]
    [InlineData("temperature", 1e-300)]
    [InlineData("temperature", 1e300)]
    [InlineData("confident_at", 1.5)]
    public void Load_AValueOutOfItsRange_NamesFieldAndValue(string field, double value)
    {
        Change(manifest => manifest[field] = value);

        Refuses(ModelManifest.FileName, field, $"'{value}'");
    }

    [Theory]
    [InlineData("base")]
    [InlineData("dimensions")]
    [InlineData("format")]
    [InlineData("pooling")]
    [InlineData("max_length")]
    [InlineData("temperature")]
    [InlineData("files")]
    public void Load_ALackingField_NamesIt(string field)
    {
        Change(manifest => manifest.Remove(field));

        Refuses(ModelManifest.FileName, field);
    }

    [Theory]
    [InlineData("../secret.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("folder/file")]
    [InlineData("folder\\file")]
    [InlineData("C:file")]
    [InlineData("")]
    public void Load_AFileNameThatLeavesTheFolder_IsRefused(string name)
    {
        Change(manifest => manifest["files"]![name] = manifest["files"]![Bundle.WordsFile]!.DeepClone());

        Refuses(ModelManifest.FileName, $"'{name}'");
    }

    [Fact]
    public void Load_NoDigestOfANeededFile_IsRefused()
    {
        Change(manifest => manifest["files"]!.AsObject().Remove(Bundle.ModelFile));

        Refuses(ModelManifest.FileName, $"'{Bundle.ModelFile}'");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"format\": 1")]
    [InlineData("{\"format\": \"1\"}")]
    public void Load_AManifestThatIsNone_IsNamed(string json)
    {
        File.WriteAllText(ManifestPath, json);

        Refuses(ManifestPath);
    }

    [Fact]
    public void Load_AManifestCutAnywhere_IsRefused()
    {
        var whole = File.ReadAllBytes(ManifestPath).AsSpan().TrimEnd((byte)'\n').ToArray();
        for (var length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(ManifestPath, whole[..length]);
            Assert.Throws<BundleException>(() => Bundle.ReadManifest(folder.Path));
        }
    }

    [Theory]
    [InlineData(Bundle.VocabularyFile)]
    [InlineData(Bundle.WordsFile)]
    public void Load_AnotherNumberOfLines_NamesBoth(string name)
    {
        var lines = File.ReadAllLines(folder.File(name));
        Rewrite(name, () => File.AppendAllText(folder.File(name), "more\n"));

        Refuses(name, $"{lines.Length + 1}", $"{lines.Length}");
    }

    [Fact]
    public void Load_AnotherVocabularyInTheModel_NamesBoth()
    {
        var size = File.ReadAllLines(folder.File(Bundle.WordsFile)).Length;
        Rewrite(Bundle.ModelFile, () => File.WriteAllBytes(folder.File(Bundle.ModelFile), TestGraph.Build(size + 3)));

        Refuses(Bundle.ModelFile, $"{size + 3}", $"{size}");
    }

    [Fact]
    public void Load_AModelThatIsNoGraph_IsNamed()
    {
        Rewrite(Bundle.ModelFile, () => File.WriteAllText(folder.File(Bundle.ModelFile), "not a graph"));

        Refuses(Bundle.ModelFile, "ONNX Runtime");
    }

    [Fact]
    public void Load_AVocabularyWithoutItsTokens_IsNamed()
    {
        var text = File.ReadAllText(folder.File(Bundle.VocabularyFile));
        Rewrite(
            Bundle.VocabularyFile,
            () => File.WriteAllText(folder.File(Bundle.VocabularyFile), text.Replace("[SEP]", "sep", StringComparison.Ordinal)));

        Refuses(Bundle.VocabularyFile, "[SEP]");
    }

    [Fact]
    public void Load_NoWordThatCanBeAnswered_IsRefused()
    {
        var lines = File.ReadAllLines(folder.File(Bundle.WordsFile));
        Rewrite(Bundle.WordsFile, () => File.WriteAllLines(folder.File(Bundle.WordsFile), lines.Select(_ => "##s")));

        Refuses(Bundle.WordsFile, "no word");
    }

    /// <summary>Neither half of the loading refuses with anything but a message that names what is wrong.</summary>
    private void Refuses(params string[] parts)
    {
        var message = Assert.Throws<BundleException>(() => Predictor.Load(folder.Path)).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    private void Change(Action<JsonObject> change)
    {
        var manifest = JsonNode.Parse(File.ReadAllBytes(ManifestPath))!.AsObject();
        change(manifest);
        File.WriteAllText(ManifestPath, manifest.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    /// <summary>Changes a file and its digest in the manifest with it.</summary>
    private void Rewrite(string name, Action rewrite)
    {
        rewrite();
        var bytes = File.ReadAllBytes(folder.File(name));
        Change(manifest => manifest["files"]![name] = new JsonObject
        {
            ["sha256"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)),
            ["bytes"] = bytes.Length,
        });
    }
}
