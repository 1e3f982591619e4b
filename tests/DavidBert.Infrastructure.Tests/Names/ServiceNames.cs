using DavidBert.Serving.Configuration;

namespace DavidBert.Infrastructure.Tests.Names;

/// <summary>The names that the service's code uses and that infrastructure and documentation repeat.</summary>
internal static class ServiceNames
{
    /// <summary>Every setting that the options of the service hold, as an environment variable.</summary>
    public static string[] Settings { get; }
        = [.. Leaves(typeof(ServiceOptions), ServiceOptions.Section).Order(StringComparer.Ordinal)];

    /// <summary>Every log event that an alert looks for.</summary>
    public static string[] LogEvents { get; } =
    [
        "DavidBert.LabelRejected", "DavidBert.ChunkPoisoned", "DavidBert.ModelLoadFailed",
        "DavidBert.PoisonWaiting", "DavidBert.PlacesMissing", "DavidBert.MessageParked", "DavidBert.FileStuck",
    ];

    private static IEnumerable<string> Leaves(Type options, string name) =>
        options.GetProperties().Where(property => property.CanWrite).SelectMany(property =>
            property.PropertyType.Assembly == options.Assembly && property.PropertyType.IsClass
                ? Leaves(property.PropertyType, $"{name}__{property.Name}")
                : [$"{name}__{property.Name}"]);
}
