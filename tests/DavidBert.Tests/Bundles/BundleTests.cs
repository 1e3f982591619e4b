using System.Text.Json.Nodes;
using DavidBert.Bundles;
using DavidBert.Files;
using DavidBert.Testing;

namespace DavidBert.Tests.Bundles;

public sealed class BundleTests : IDisposable
{
    private readonly TestBundle bundle = new();

    public void Dispose() => bundle.Dispose();

    [Fact]
    public void Open_WholeBundle_GivesWhatWasWritten()
    {
        var opened = Bundle.Open(bundle.Folder);

        Assert.Equal(
            ("test", "1.2.3", TestBundle.MaxLength),
            (opened.Manifest.Name, opened.Manifest.Version, opened.Manifest.MaxLength));
        Assert.Equal(TestBundle.Manifest.Dimensions, opened.Manifest.Dimensions);
        Assert.Equal(0.5, opened.Manifest.Metrics!["top_1"]!.GetValue<double>());
        Assert.Equal(new FileInfo(opened.ModelPath).Length, opened.Manifest.Files[Bundle.ModelFile].Bytes);
        Assert.Equal("cleanliness", opened.Words[1]);
        Assert.Equal(opened.Tokenizer.VocabularySize, opened.Words.Count);
    }

    [Fact]
    public void Open_UnknownFieldsAndOtherFiles_AreIgnored()
    {
        Change(json => json["a_later_field"] = new JsonObject { ["deep"] = true });
        File.WriteAllText(bundle.PathOf("README.md"), "A model card.");

        Assert.Equal("test", Bundle.Open(bundle.Folder).Manifest.Name);
    }

    [Fact]
    public void Open_ManifestOfAnotherHash_IsRefused()
    {
        var hash = new string('0', 64);
        var e = Assert.Throws<BundleException>(() => Bundle.Open(bundle.Folder, hash, useModel: null));

        Assert.Contains($"expected {hash}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ModelWrittenAnewWhileItIsUsed_IsRefused()
    {
        var model = bundle.PathOf(Bundle.ModelFile);
        File.SetLastWriteTimeUtc(model, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var e = Assert.Throws<BundleException>(() => Bundle.Open(
            bundle.Folder, manifestHash: null, graph => File.WriteAllBytes(model, new byte[graph.Length])));
        Assert.Contains("was written anew while it was loaded", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ModelIsUsed_GetsTheFileThatWasHashed()
    {
        var hash = string.Empty;
        var opened = Bundle.Open(bundle.Folder, manifestHash: null, graph => hash = ContentHash.Of(graph));

        Assert.Equal(opened.Manifest.Files[Bundle.ModelFile].Sha256, hash);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Load_WeightsInAnotherFile_AreRefused(bool isNested, bool isSaidByPlaceAlone)
    {
        var secret = bundle.PathOf("secret.bin");
        File.WriteAllBytes(secret, new byte[64]);
        var tensor = new ProtobufMessage().Add(1, 16).Add(2, 1).Add(8, "stolen");
        tensor = isSaidByPlaceAlone
            ? tensor.Add(14, 1)
            : tensor.Add(13, new ProtobufMessage().Add(1, "location").Add(2, "secret.bin")).Add(14, 1);
        var inner = isNested
            ? new ProtobufMessage().Add(1, new ProtobufMessage().Add(1, "x").Add(2, "y").Add(4, "Constant")
                .Add(5, new ProtobufMessage().Add(1, "value").Add(5, tensor).Add(20, 4)))
            : new ProtobufMessage().Add(5, tensor);
        var path = bundle.PathOf(Bundle.ModelFile);
        // A field that is given twice is merged, so the graph gets one tensor more.
        File.WriteAllBytes(path, [.. File.ReadAllBytes(path), .. new ProtobufMessage().Add(7, inner).ToArray()]);
        BundleWriter.Write(bundle.Folder, TestBundle.Manifest);

        var e = Assert.Throws<BundleException>(() => Predictor.Load(bundle.Folder));
        Assert.Contains("keeps weights in other files", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("vocab.txt")]
    [InlineData("words.txt")]
    public void Open_MissingFile_NamesIt(string name)
    {
        File.Delete(bundle.PathOf(name));

        AssertRefused(name, "missing");
        Assert.Contains(
            name,
            Assert.Throws<BundleException>(() => Predictor.Load(bundle.Folder)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("vocab.txt")]
    [InlineData("words.txt")]
    public void Open_OneByteChanged_NamesFileAndBothDigests(string name)
    {
        var expected = Bundle.ReadManifest(bundle.Folder).Files[name].Sha256;
        var bytes = File.ReadAllBytes(bundle.PathOf(name));
        bytes[^2] ^= 1;
        File.WriteAllBytes(bundle.PathOf(name), bytes);
        var found = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));

        AssertRefused(name, expected, found);
    }

    [Fact]
    public void Open_OtherSize_NamesFileAndBothSizes()
    {
        var size = new FileInfo(bundle.PathOf(Bundle.ModelFile)).Length;
        using (var stream = File.OpenWrite(bundle.PathOf(Bundle.ModelFile)))
        {
            stream.SetLength(size - 3);
        }

        AssertRefused(Bundle.ModelFile, $"{size}", $"{size - 3}");
    }

    [Fact]
    public void Open_OtherFormat_NamesBoth()
    {
        Change(json => json["format"] = 3);
        AssertRefused("model.json", "format is '3'", "expected 1 to 2");
    }

    [Fact]
    public void Open_FirstFormatWithWhatItCannotSay_NamesIt()
    {
        Change(json => json["segments"] = 2);
        AssertRefused("model.json", "format is '1'", "expected 2");
    }

    [Fact]
    public void Open_OtherVocabularyInDimensions_NamesFileAndBothSizes()
    {
        Change(json => json["dimensions"]!["vocabulary"] = 30_522);
        AssertRefused("vocab.txt", $"{TestBundle.Words.Count} lines", "30522");
    }

    [Fact]
    public void Open_FewerWords_NamesFileAndBothSizes()
    {
        File.WriteAllLines(bundle.PathOf(Bundle.WordsFile), TestBundle.Words.Skip(1));
        BundleWriter.Write(bundle.Folder, TestBundle.Manifest);

        AssertRefused("words.txt", $"{TestBundle.Words.Count - 1} lines", $"{TestBundle.Words.Count}.");
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("..")]
    [InlineData("/etc/passwd")]
    [InlineData("sub/file")]
    [InlineData("sub\\file")]
    [InlineData("C:file")]
    [InlineData("")]
    public void Open_FileNameThatLeavesTheFolder_IsRefused(string name)
    {
        Change(json => json["files"]![name] = json["files"]![Bundle.WordsFile]!.DeepClone());
        AssertRefused("model.json", $"files is '{name}'");
    }

    [Theory]
    [InlineData("max_length", 2)]
    [InlineData("max_length", 513)]
    [InlineData("temperature", 0)]
    [InlineData("temperature", 1e-300)]
    [InlineData("temperature", 1e300)]
    [InlineData("score_slope", 0)]
    [InlineData("score_slope", -1)]
    [InlineData("score_offset", 101)]
    [InlineData("confident_at", 1.5)]
    public void Open_ValueOutOfRange_NamesFieldAndValue(string field, double value)
    {
        Change(json => json[field] = value);
        AssertRefused("model.json", field, value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("format")]
    [InlineData("dimensions")]
    [InlineData("files")]
    public void Open_FieldLeftOut_NamesIt(string field)
    {
        Change(json => json.Remove(field));
        AssertRefused("model.json", field);
    }

    [Fact]
    public void Open_OptionalFieldsLeftOut_HaveTheirDefaults()
    {
        Change(json =>
        {
            json.Remove("max_length");
            json.Remove("temperature");
            json.Remove("score_slope");
            json.Remove("score_offset");
            json.Remove("confident_at");
        });

        var manifest = Bundle.Open(bundle.Folder).Manifest;
        Assert.Equal((128, ScoreScale.Softmax, null), (manifest.MaxLength, manifest.Scores, manifest.ConfidentAt));
    }

    [Fact]
    public void Open_FolderWithoutManifest_SaysSo()
    {
        File.Delete(bundle.PathOf("model.json"));
        AssertRefused(bundle.Folder, "model.json");
        Assert.Contains(
            "gone",
            Assert.Throws<BundleException>(() => Bundle.Open("gone")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FileMissing_LeavesTheManifestAsItWas()
    {
        var before = File.ReadAllBytes(bundle.PathOf("model.json"));
        File.Delete(bundle.PathOf(Bundle.WordsFile));

        Assert.Throws<FileNotFoundException>(() => BundleWriter.Write(bundle.Folder, TestBundle.Manifest));
        Assert.Equal(before, File.ReadAllBytes(bundle.PathOf("model.json")));
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytesAndLeavesNothingElse()
    {
        var before = File.ReadAllBytes(bundle.PathOf("model.json"));
        BundleWriter.Write(bundle.Folder, TestBundle.Manifest);

        Assert.Equal(before, File.ReadAllBytes(bundle.PathOf("model.json")));
        Assert.Equal(4, Directory.GetFiles(bundle.Folder).Length);
    }

    private void Change(Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(bundle.PathOf("model.json")))!.AsObject();
        change(json);
        File.WriteAllText(bundle.PathOf("model.json"), json.ToJsonString());
    }

    private void AssertRefused(params string[] parts)
    {
        var e = Assert.Throws<BundleException>(() => Bundle.Open(bundle.Folder));
        Assert.All(parts, part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }
}
