using System.Globalization;
using System.Text.Json.Nodes;
using DavidBert.Bundles;
using DavidBert.Files;
using DavidBert.Training.Data;

namespace DavidBert.Training.Measuring;

/// <summary>
/// Which rows of a measurement a bundle was trained on: these say how well it has learned, not how good it is.
/// </summary>
/// <param name="Seen">How many it was trained on; null where nothing tells.</param>
/// <param name="Rows">How many there are.</param>
internal sealed record Evidence(int? Seen, int Rows)
{
    /// <summary>Whether all figures are of rows that it was not trained on.</summary>
    public bool IsOfUnseenRows => Seen < Rows;

    /// <summary>What a reader must know of it, as a sentence; empty where there is nothing to say.</summary>
    public string Note => Seen switch
    {
        null => $"What the bundle was trained on is not known, as '{TrainedPhrases.FileName}' is not beside it. "
            + "On rows it was trained on the figures prove nothing.",
        0 => "",
        { } seen when seen == Rows =>
            "The bundle was trained on all of these rows, so the figures say how well it has learned, "
            + "not how well it answers.",
        { } seen => string.Create(
            CultureInfo.InvariantCulture,
            $"The bundle was trained on {seen:N0} of the {Rows:N0} rows. They stand under 'trained on' alone; "
            + $"all other figures are of the {Rows - seen:N0} rows that it was not trained on."),
    };

    /// <summary>Finds what a bundle was trained on.</summary>
    /// <param name="bundle">The opened bundle.</param>
    /// <param name="path">The file that is measured.</param>
    /// <param name="lexicon">Its rows.</param>
    /// <returns>Null where neither the bundle's folder nor its manifest tells.</returns>
    public static TrainedPhrases? TrainedOn(Bundle bundle, string path, Lexicon lexicon)
    {
        if (TrainedPhrases.Read(bundle.Folder) is { } known)
        {
            return known;
        }

        return bundle.Manifest.Data is JsonObject data
            && ContentHash.AreEqual(data["sha256"]?.ToString(), ContentHash.OfFile(path))
            ? TrainedPhrases.Of(HasHeldOut(data) ? lexicon.Rows.Where(row => row.Part == DataPart.Train) : lexicon.Rows)
            : null;
    }

    private static bool HasHeldOut(JsonObject data) =>
        data["dev"]?.ToString() is not "0" || data["test"]?.ToString() is not "0";
}
