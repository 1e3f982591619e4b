using System.Text;
using DavidBert.Testing;

namespace DavidBert.Cli.Tests;

/// <summary>A folder of tables and a small model to label them with.</summary>
public abstract class LabelFolder : IDisposable
{
    private readonly TestBundle bundle = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("davidbert-label-");

    internal string Model => bundle.Folder;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        bundle.Dispose();
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    internal Task<DavidBertProcess.Outcome> Label(params string[] args) =>
        DavidBertProcess.RunAsync(["label", "--model", Model, .. args]);

    private protected string PathOf(string name) => Path.Combine(folder.FullName, name);

    private protected string Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllBytes(PathOf(name), Encoding.UTF8.GetBytes(content));
        return PathOf(name);
    }

    private protected string Read(string name) => File.ReadAllText(PathOf(name));

    private protected string[] Files(string below = "") =>
        [.. Directory.EnumerateFiles(PathOf(below), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
