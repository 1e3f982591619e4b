using System.Buffers;
using Azure;
using DavidBert.Bundles;
using DavidBert.Files;
using DavidBert.Labelling;
using DavidBert.Serving.Models;

namespace DavidBert.Serving.Inbox;

/// <summary>A version of an input that is labelled by a version of a model.</summary>
/// <param name="Input">The input.</param>
/// <param name="Model">The model.</param>
/// <param name="ModelHash">What tells two bundles of one version apart, and two ways of reading phrases.</param>
internal sealed record InboxJob(InputFile Input, ModelIdentity Model, string ModelHash)
{
    private const int Shortened = 32;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>
    /// Names the job's work: hexadecimal digits of SHA-256 of the input's name, of its version and of the model's, so
    /// that the work of older versions is found by the name.
    /// </summary>
    public string Id { get; } =
        NameId(Input.Name.Value) + VersionId(Input.Version) + "-" + ContentHash.Of(ModelHash)[..Shortened];

    /// <summary>The job of an input for the model that answers now.</summary>
    public static InboxJob Of(InputFile input, ServedModel model) =>
        new(input, model.Identity, model.AnswersHash);

    /// <summary>Whether an id that somebody names can be that of a job of this version of an input.</summary>
    public static bool IsOf(InputFile input, string id)
    {
        var begin = $"{NameId(input.Name.Value)}{VersionId(input.Version)}-";
        return id.Length == begin.Length + Shortened
            && id.StartsWith(begin, StringComparison.Ordinal)
            && id.AsSpan(begin.Length).IndexOfAnyExcept(Hexadecimal) < 0;
    }

    /// <summary>What the ids of all jobs of a name begin with.</summary>
    public static string NameId(string name) => $"{ContentHash.Of(name)}/";

    /// <summary>What follows it in the ids of all jobs of a version.</summary>
    public static string VersionId(string version) => ContentHash.Of(version)[..Shortened];
}

/// <summary>What every chunk of a file is labelled by; made once and kept with the job's work.</summary>
/// <param name="Options">The options.</param>
/// <param name="Layout">The layout of the table.</param>
internal sealed record InboxPlan(LabelOptions Options, TableLayout Layout)
{
    /// <summary>Whether chunks are read from the decompressed content of the work instead of from the input.</summary>
    public bool HasOwnContent => Layout.Dialect.IsCompressed;
}

/// <summary>The inbox has another version of a file by now, or none.</summary>
internal sealed class InputChangedException() : Exception("The inbox has another version of the file by now, or none.");

/// <summary>A version of a file of the inbox. Together, name and tag are what a job is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tag">The tag of its content.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Metadata">What was said of it when it was uploaded.</param>
internal sealed record InputFile(InboxName Name, ETag Tag, long Bytes, IDictionary<string, string> Metadata)
{
    /// <summary>The tag as it stands in metadata and messages, without quotes.</summary>
    public string Version => Tag.ToString("G").Trim('"');
}
