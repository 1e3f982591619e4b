using System.Text.Json.Serialization;

namespace DavidBert.Labelling;

/// <summary>What ends a line. A line feed always does, alone or after a carriage return.</summary>
public enum LineEnd
{
    /// <summary>A line feed.</summary>
    [JsonStringEnumMemberName("lf")]
    Lf,

    /// <summary>A carriage return and a line feed. A carriage return alone is text.</summary>
    [JsonStringEnumMemberName("crlf")]
    CrLf,

    /// <summary>A carriage return.</summary>
    [JsonStringEnumMemberName("cr")]
    Cr,
}
