namespace DavidBert.Infrastructure.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("davidbert-infra-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The Bicep files under infra, as paths from there.</summary>
    public static IEnumerable<string> BicepFiles =>
        Directory.EnumerateFiles(Repository.Infrastructure, "*.bicep*", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Repository.Infrastructure, file));

    /// <summary>Copies them, as the Bicep CLI writes beside what it reads.</summary>
    public void CopyBicep()
    {
        foreach (var file in BicepFiles)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(file))!);
            System.IO.File.Copy(System.IO.Path.Combine(Repository.Infrastructure, file), File(file));
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
