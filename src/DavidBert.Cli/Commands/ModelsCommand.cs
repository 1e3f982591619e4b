using System.Globalization;
using System.Text;
using System.Text.Json;
using DavidBert.Cli.Shell;
using DavidBert.Serving.Models;

namespace DavidBert.Cli.Commands;

/// <summary><c>davidbert models</c>: the versions in the store.</summary>
internal static class ModelsCommand
{
    public static ExampledCommand Create()
    {
        var storage = new StorageOptions();
        var name = StorageOptions.ModelName();
        var format = FormatOption.Create<VersionFormat>("Lines to read, or one JSON object per line.");
        var command = new ExampledCommand(
            "models",
            "Lists a model's versions in the store, the newest first, and marks the current one.",
            [
                "davidbert models --storage https://myaccount.blob.core.windows.net",
                "davidbert models --storage UseDevelopmentStorage=true --format json",
            ])
        {
            storage.Account, storage.File, name, format,
        };
        command.SetAction((result, cancellation) => RunAsync(
            storage.Read(result), result.GetRequiredValue(name), result.GetValue(format), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string? account, string name, VersionFormat format, CancellationToken cancellation)
    {
        var store = StorageOptions.Open(account, name);
        var versions = await store.ListAsync(cancellation);
        await using var output = StandardOutput.Open();
        await using var writer = StandardOutput.Writer(output);
        await writer.WriteAsync(VersionList.Format(versions, format));
        await writer.FlushAsync(cancellation);
        if (versions.Count == 0)
        {
            Failure.Tell($"{store.Address} has no version of '{name}' yet; see 'davidbert publish --help'.");
        }

        return ExitCode.Success;
    }
}

/// <summary>How versions in the store are shown.</summary>
internal enum VersionFormat
{
    /// <summary>Lines to read.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}

/// <summary>The versions of a model in the store.</summary>
internal static class VersionList
{
    private const double BytesPerMegabyte = 1e6;

    /// <summary>One version a line, in their order.</summary>
    public static string Format(IReadOnlyList<StoredVersion> versions, VersionFormat format)
    {
        var text = new StringBuilder();
        var width = versions.Select(version => version.Version.Length).DefaultIfEmpty().Max();
        foreach (var version in versions)
        {
            text.Append(format switch
            {
                VersionFormat.Json => Json(version),
                VersionFormat.Text => Line(version, width),
            }).Append('\n');
        }

        return text.ToString();
    }

    private static string Line(StoredVersion version, int width) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(version.IsCurrent ? '*' : ' ')} {version.Version.PadRight(width)}  "
        + $"{version.Published.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC  "
        + $"{version.Bytes / BytesPerMegabyte,8:F2} MB  {version.Sha256}");

    private static string Json(StoredVersion version)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("version", version.Version);
            json.WriteBoolean("current", version.IsCurrent);
            json.WriteString("published", version.Published);
            json.WriteNumber("bytes", version.Bytes);
            json.WriteString("sha256", version.Sha256);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
