using System.Text.Json.Serialization;

namespace DavidBert.Labelling;

/// <summary>How the characters of a table are written.</summary>
public enum TableEncoding
{
    /// <summary>UTF-8.</summary>
    [JsonStringEnumMemberName("utf-8")]
    Utf8,

    /// <summary>UTF-16, the low byte first.</summary>
    [JsonStringEnumMemberName("utf-16")]
    Utf16,

    /// <summary>UTF-16, the high byte first.</summary>
    [JsonStringEnumMemberName("utf-16be")]
    Utf16BigEndian,
}
