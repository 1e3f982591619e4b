using DavidBert.Labelling;

namespace DavidBert.Serving.Files;

/// <summary>What every chunk of a file is labelled by; made once and kept with the job's work.</summary>
/// <param name="Options">The options.</param>
/// <param name="Layout">The layout of the table.</param>
internal sealed record FilePlan(LabelOptions Options, TableLayout Layout)
{
    /// <summary>Whether chunks are read from the decompressed content of the work instead of from the input.</summary>
    public bool HasOwnContent => Layout.Dialect.IsCompressed;
}
