using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DavidBert.Bundles;
using DavidBert.Labelling;

namespace DavidBert.Cli.Labelling;

/// <summary>
/// What decides the bytes of a labelled file: the input's name, length and time of writing, the options, the model and the version
/// of this program. The same identity means the same output.
/// </summary>
internal static class JobIdentity
{
    /// <summary>The identity as 64 hexadecimal digits.</summary>
    public static string Of(FileInfo input, LabelOptions options, Bundle bundle)
    {
        string[] parts =
        [
            input.Name,
            input.Length.ToString(CultureInfo.InvariantCulture),
            input.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture),
            JsonSerializer.Serialize(options, LabelJson.Default.LabelOptions),
            bundle.Manifest.Name,
            bundle.Manifest.Version,
            .. bundle.Manifest.Files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => file.Value.Sha256),
            typeof(TableLabeller).Assembly.GetName().Version!.ToString(),
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
    }
}
