using System.Text;
using CsCheck;
using DavidBert.Training.Checkpoints;

namespace DavidBert.Training.Tests.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    private static readonly Dictionary<string, int[]> Expected = new(StringComparer.Ordinal)
    {
        ["embeddings.LayerNorm.weight"] = [2],
        ["embeddings.LayerNorm.bias"] = [2],
        ["encoder.layer.0.output.dense.weight"] = [2, 1],
    };

    private readonly TemporaryFolder folder = new();

    public CheckpointTests() => File.Copy(Repository.Golden("tiny/config.json"), folder["config.json"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Load_TinyCheckpoint_GivesEveryTensorOfItsHeader()
    {
        using var checkpoint = Checkpoint.Open(Repository.Golden("tiny"));
        var expected = checkpoint.Names
            .ToDictionary(name => name, name => ShapeOf("tiny/model.safetensors", name), StringComparer.Ordinal);

        var tensors = checkpoint.Load(expected, out var report);

        Assert.Equal(39, tensors.Count);
        Assert.Equal(30522 * 32, tensors["embeddings.word_embeddings.weight"].Values.Length);
        Assert.All(tensors, tensor => Assert.True(tensor.Value.Values.All(value => Math.Abs(value) < 5), tensor.Key));
        Assert.Empty(report.Missing);
        Assert.Empty(report.LeftOver);
    }

    [Fact]
    public void Load_OldNamesWithPrefix_GivesTheOneForm()
    {
        Write("model.safetensors", ("bert.embeddings.LayerNorm.gamma", [2]), ("bert.embeddings.LayerNorm.beta", [2]),
            ("bert.encoder.layer.0.output.dense.weight", [2, 1]), ("cls.predictions.transform.LayerNorm.gamma", [2]),
            ("bert.embeddings.position_ids", [4]));
        using var checkpoint = Checkpoint.Open(folder.Path);

        var tensors = checkpoint.Load(Expected, out var report);

        Assert.Equal(Expected.Keys.Order(StringComparer.Ordinal), tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([0f, 0.5f], tensors["embeddings.LayerNorm.weight"].Values);
        Assert.Equal([2f, 2.5f], tensors["encoder.layer.0.output.dense.weight"].Values);
        Assert.Empty(report.Missing);
        Assert.Equal(["cls.predictions.transform.LayerNorm.weight"], report.LeftOver);
    }

    [Fact]
    public void Load_TensorNotThere_ReportsItMissing()
    {
        Write("model.safetensors", ("embeddings.LayerNorm.weight", [2]));
        using var checkpoint = Checkpoint.Open(folder.Path);

        var tensors = checkpoint.Load(Expected, out var report);

        Assert.Single(tensors);
        Assert.Equal(["embeddings.LayerNorm.bias", "encoder.layer.0.output.dense.weight"], report.Missing);
    }

    [Fact]
    public void Load_AnotherShape_RefusesNamingBoth()
    {
        Write("model.safetensors", ("bert.encoder.layer.0.output.dense.weight", [1, 2]));
        using var checkpoint = Checkpoint.Open(folder.Path);

        var error = Assert.Throws<InvalidDataException>(() => checkpoint.Load(Expected, out _));

        Assert.Contains("bert.encoder.layer.0.output.dense.weight", error.Message, StringComparison.Ordinal);
        Assert.Contains("[1, 2]", error.Message, StringComparison.Ordinal);
        Assert.Contains("[2, 1]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SameTensorUnderTwoNames_Refuses()
    {
        Write("model.safetensors", ("bert.embeddings.LayerNorm.gamma", [2]), ("embeddings.LayerNorm.weight", [2]));

        var error = Assert.Throws<InvalidDataException>(() => Checkpoint.Open(folder.Path));

        Assert.Contains("bert.embeddings.LayerNorm.gamma", error.Message, StringComparison.Ordinal);
        Assert.Contains("'embeddings.LayerNorm.weight'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Shards_GivesTheTensorsOfAll()
    {
        WriteShards("""
            {"metadata":{"total_size":28},"weight_map":{
             "bert.embeddings.LayerNorm.weight":"a-1.safetensors",
             "bert.embeddings.LayerNorm.bias":"a-2.safetensors",
             "bert.encoder.layer.0.output.dense.weight":"a-2.safetensors"}}
            """);
        using var checkpoint = Checkpoint.Open(folder.Path);

        var tensors = checkpoint.Load(Expected, out var report);

        Assert.Equal(3, tensors.Count);
        Assert.Equal([1f, 1.5f], tensors["encoder.layer.0.output.dense.weight"].Values);
        Assert.Empty(report.LeftOver);
    }

    [Theory]
    [InlineData("""{"weight_map":{"t":"../outside.safetensors"}}""", "../outside")]
    [InlineData("""{"weight_map":{"t":"/etc/x.safetensors"}}""", "/etc")]
    [InlineData("""{"weight_map":{"t":"..\\x.safetensors"}}""", "x.safetensors")]
    [InlineData("""{"weight_map":{"t":".safetensors"}}""", ".safetensors")]
    [InlineData("""{"weight_map":{"t":7}}""", "7")]
    [InlineData("""{"weight_map":{}}""", "empty")]
    [InlineData("""{"weight_map":[]}""", "weight_map")]
    [InlineData("""[]""", "weight_map")]
    [InlineData("""{"weight_map":{"t":"a-1.safetensors","t":"a-2.safetensors"}}""", "index.json")]
    [InlineData(
        """{"weight_map":{"bert.embeddings.LayerNorm.weight":"a-1.safetensors","more":"a-1.safetensors"}}""",
        "more")]
    [InlineData(
        """{"weight_map":{"bert.embeddings.LayerNorm.weight":"a-1.safetensors","bert.embeddings."""
        + """LayerNorm.bias":"a-2.safetensors"}}""",
        "no shard")]
    public void Open_IndexThatLies_Refuses(string index, string reason)
    {
        WriteShards(index);

        var error = Assert.Throws<InvalidDataException>(() => Checkpoint.Open(folder.Path));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ShardNotThere_SaysWhich()
    {
        WriteShards("""{"weight_map":{"t":"a-3.safetensors"}}""");

        var error = Assert.Throws<FileNotFoundException>(() => Checkpoint.Open(folder.Path));

        Assert.Contains("a-3.safetensors", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MutatedIndex_RefusesClearlyOrOpens()
    {
        const string Sound = """
            {"metadata":{},"weight_map":{
             "bert.embeddings.LayerNorm.weight":"a-1.safetensors",
             "bert.embeddings.LayerNorm.bias":"a-2.safetensors",
             "bert.encoder.layer.0.output.dense.weight":"a-2.safetensors"}}
            """;
        WriteShards(Sound);
        Gen.Select(Gen.Int[0, Sound.Length - 1], Gen.Byte).Array[1, 4].Sample(changes =>
        {
            var bytes = Encoding.UTF8.GetBytes(Sound);
            foreach (var (at, value) in changes)
            {
                bytes[at] = value;
            }

            folder.Write("model.safetensors.index.json", bytes);
            try
            {
                Checkpoint.Open(folder.Path).Dispose();
            }
            catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
            {
                Assert.Contains(folder.Path, e.Message, StringComparison.Ordinal);
            }
        }, iter: 500, threads: 1);
    }

    [Theory]
    [InlineData("pytorch_model.bin", "save_pretrained")]
    [InlineData("other.txt", "model.safetensors")]
    public void Open_NoSafetensors_SaysWhatToDo(string present, string advice)
    {
        folder.Write(present, [1]);

        var error = Assert.Throws<FileNotFoundException>(() => Checkpoint.Open(folder.Path));

        Assert.Contains(folder.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoFolderOrNoConfig_SaysSo()
    {
        Assert.Throws<DirectoryNotFoundException>(() => Checkpoint.Open(folder["none"]));
        File.Delete(folder["config.json"]);
        Assert.Throws<FileNotFoundException>(() => Checkpoint.Open(folder.Path));
    }

    private static int[] ShapeOf(string golden, string name)
    {
        using var file = SafetensorsFile.Open(Repository.Golden(golden));
        return [.. file.Entries[name].Shape];
    }

    private void WriteShards(string index)
    {
        Write("a-1.safetensors", ("bert.embeddings.LayerNorm.weight", [2]));
        Write(
            "a-2.safetensors",
            ("bert.embeddings.LayerNorm.bias", [2]),
            ("bert.encoder.layer.0.output.dense.weight", [2, 1]));
        folder.Write("model.safetensors.index.json", Encoding.UTF8.GetBytes(index));
    }

    private void Write(string file, params (string Name, int[] Shape)[] tensors) => SafetensorsWriter.Write(
        folder[file],
        tensors.Select((t, i) => (
            t.Name,
            (IReadOnlyList<int>)t.Shape,
            (ReadOnlyMemory<float>)Enumerable.Range(0, t.Shape.Aggregate(1, (a, b) => a * b))
                .Select(j => i + (j * 0.5f))
                .ToArray())));
}
