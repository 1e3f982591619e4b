using System.Text;
using DavidBert.Training.Checkpoints;
using DavidBert.Training.Hub;

namespace DavidBert.Training.Tests.Checkpoints;

public sealed class BaseModelTests : IDisposable
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string> environment = new(StringComparer.Ordinal);

    public BaseModelTests() => environment["HF_HOME"] = folder.Path;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Locate_FolderGiven_WinsOverTheVariable()
    {
        environment["DAVIDBERT_BASE_MODEL"] = Repository.Golden("");

        var found = Locate(Repository.Golden("tiny"));

        Assert.Equal(new BaseModel(Repository.Golden("tiny"), "tiny", "unknown"), found);
    }

    [Fact]
    public void Locate_NothingGiven_TakesTheVariable()
    {
        environment["DAVIDBERT_BASE_MODEL"] = Repository.Golden("tiny");

        Assert.Equal(Repository.Golden("tiny"), Locate(null).Folder);
    }

    [Fact]
    public void Locate_NothingGivenNorSet_TakesTheDefaultFromTheCache()
    {
        var snapshot = Cache(
            "models--sentence-transformers--all-MiniLM-L6-v2",
            "---\nlanguage: en\nlicense: apache-2.0\n---\n# card\n");

        Assert.Equal(new BaseModel(snapshot, "sentence-transformers/all-MiniLM-L6-v2", "Apache-2.0"), Locate(null));
    }

    [Fact]
    public void Locate_BareName_TakesItFromTheCache()
    {
        var snapshot = Cache("models--bert-base-uncased", "no front matter\nlicense: mit\n");

        Assert.Equal(new BaseModel(snapshot, "bert-base-uncased", "unknown"), Locate("bert-base-uncased"));
    }

    [Theory]
    [InlineData("bert-base-uncased", "davidbert-train download bert-base-uncased")]
    [InlineData(null, "davidbert-train download sentence-transformers/all-MiniLM-L6-v2")]
    [InlineData("./not/there", "./not/there")]
    public void Locate_NotThere_SaysWhatToDo(string? name, string advice)
    {
        var error = Assert.Throws<DirectoryNotFoundException>(() => Locate(name));

        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Locate_VariableNamesNoFolder_SaysSo()
    {
        environment["DAVIDBERT_BASE_MODEL"] = folder["gone"];

        var error = Assert.Throws<DirectoryNotFoundException>(() => Locate(null));

        Assert.Contains("DAVIDBERT_BASE_MODEL", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Locate_TheRealBase_IsNamedByItsContent()
    {
        var real = Environment.GetEnvironmentVariable("DAVIDBERT_BASE_MODEL");
        Assert.SkipWhen(string.IsNullOrEmpty(real), "DAVIDBERT_BASE_MODEL names no base checkpoint.");

        var found = BaseModel.Locate();
        using var checkpoint = Checkpoint.Open(found.Folder);

        Assert.Equal("sentence-transformers/all-MiniLM-L6-v2", found.Name);
        Assert.Equal("Apache-2.0", found.License);
        Assert.Equal(103, checkpoint.Names.Count);
    }

    private BaseModel Locate(string? name) => BaseModel.Locate(name, environment.GetValueOrDefault);

    private string Cache(string model, string card)
    {
        folder.Write($"hub/{model}/refs/main", Encoding.UTF8.GetBytes(Commit));
        folder.Write($"hub/{model}/snapshots/{Commit}/config.json", "{}"u8.ToArray());
        folder.Write($"hub/{model}/snapshots/{Commit}/README.md", Encoding.UTF8.GetBytes(card));
        return folder[$"hub/{model}/snapshots/{Commit}"];
    }
}
