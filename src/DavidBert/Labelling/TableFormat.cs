using System.Text.Json.Serialization;

namespace DavidBert.Labelling;

/// <summary>What a table of phrases is written in.</summary>
public enum TableFormat
{
    /// <summary>Cells between separators, by default commas; quoted as RFC 4180 says.</summary>
    [JsonStringEnumMemberName("csv")]
    Csv,

    /// <summary>Cells between tabs.</summary>
    [JsonStringEnumMemberName("tsv")]
    Tsv,

    /// <summary>A phrase a line. Labelled, it is <see cref="Tsv"/>.</summary>
    [JsonStringEnumMemberName("txt")]
    Txt,

    /// <summary>A JSON object a line.</summary>
    [JsonStringEnumMemberName("jsonl")]
    Jsonl,
}
