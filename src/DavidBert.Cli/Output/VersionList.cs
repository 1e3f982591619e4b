using System.Globalization;
using System.Text;
using System.Text.Json;
using DavidBert.Serving.Models;

namespace DavidBert.Cli.Output;

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
            text.Append(format == VersionFormat.Json ? Json(version) : Line(version, width)).Append('\n');
        }

        return text.ToString();
    }

    private static string Line(StoredVersion version, int width) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(version.IsCurrent ? '*' : ' ')} {version.Version.PadRight(width)}  {version.Published.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC  {version.Bytes / BytesPerMegabyte,8:F2} MB  {version.Sha256}");

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
