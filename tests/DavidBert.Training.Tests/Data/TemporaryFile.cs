namespace DavidBert.Training.Tests.Data;

/// <summary>A file that is gone after the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("davidbert-");

    public TemporaryFile(string name, params ReadOnlySpan<byte> bytes)
    {
        Path = System.IO.Path.Combine(folder.FullName, name);
        File.WriteAllBytes(Path, bytes.ToArray());
    }

    public TemporaryFile(string name, string text)
        : this(name, System.Text.Encoding.UTF8.GetBytes(text))
    {
    }

    public string Path { get; }

    public void Dispose() => folder.Delete(recursive: true);
}
