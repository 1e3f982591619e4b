using ArchUnitNET.Loader;

namespace DavidBert.Architecture.Tests;

/// <summary>The projects under src as they were built: their types, and which type refers to which.</summary>
internal sealed class House
{
    private static readonly string Configuration =
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name; // bin/Debug/net10.0

    private readonly ArchUnitNET.Domain.Architecture architecture;

    private House(ArchUnitNET.Domain.Architecture architecture) => this.architecture = architecture;

    /// <summary>All projects; read once.</summary>
    public static House Built { get; } = new(Load());

    /// <summary>The references between folders: a folder is a namespace, as the compiler checks.</summary>
    public IEnumerable<FolderReference> References => architecture.Types
        .Where(type => IsOurs(type.FullName))
        .SelectMany(type => type.Dependencies
            .Where(d => IsOurs(d.Target.FullName))
            .Select(d => new FolderReference(
                type.Namespace.FullName, d.Target.Namespace.FullName, $"{type.Name} uses {d.Target.Name}")))
        .Where(reference => !string.Equals(reference.From, reference.To, StringComparison.Ordinal))
        .DistinctBy(reference => (reference.From, reference.To));

    /// <summary>The types declared at the top of a file, with their namespaces.</summary>
    public IEnumerable<(string Namespace, string Name)> TopTypes => architecture.Types
        .Where(type => IsOurs(type.FullName) && !type.IsNested && !type.Name.Contains('<', StringComparison.Ordinal))
        .Select(type => (type.Namespace.FullName, type.Name));

    private static bool IsOurs(string name) =>
        name.StartsWith("DavidBert.", StringComparison.Ordinal)
        && !name.StartsWith("DavidBert.Training.Export.Onnx.", StringComparison.Ordinal); // generated from onnx.proto

    private static ArchUnitNET.Domain.Architecture Load()
    {
        var loader = new ArchLoader();
        foreach (var (project, assemblies) in new[]
        {
            ("DavidBert.Cli", "DavidBert*.dll"), // brings DavidBert, Labelling and Serving along
            ("DavidBert.Training", "davidbert-train.dll"),
        })
        {
            var folder = Testing.Repository.At("src", project, "bin", Configuration, "net10.0");
            loader = loader.LoadFilteredDirectory(folder, assemblies);
        }

        return loader.Build();
    }
}
