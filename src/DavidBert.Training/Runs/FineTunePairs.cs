using DavidBert.Bundles;
using DavidBert.Training.Data;

namespace DavidBert.Training.Runs;

/// <summary>What a bundle is taught: the rows of a file, and which of them are learned.</summary>
/// <param name="Bundle">The bundle to start from.</param>
/// <param name="File">The rows of the file.</param>
/// <param name="Split">Its parts.</param>
internal sealed record FineTunePairs(Bundle Bundle, Lexicon File, DataSplit Split)
{
    private const int LeastRows = 10;

    /// <summary>
    /// The rows to measure on: rows of test that the file names are enough, and nothing else has to be held out.
    /// </summary>
    public IReadOnlyList<LabelledPhrase> HeldOut => Split.Test.Count > 0 ? Split.Test : Split.Dev;

    /// <summary>The rows to learn.</summary>
    public IReadOnlyList<LabelledPhrase> Learned => [.. Split.Train, .. Split.Test.Count > 0 ? Split.Dev : []];

    /// <summary>What a trainer should know of the rows.</summary>
    public IEnumerable<string> Warnings => DataWarnings.Of(File, Split);

    /// <summary>Opens the bundle and reads the rows.</summary>
    /// <exception cref="BundleException">The bundle cannot be used.</exception>
    /// <exception cref="InvalidDataException">
    /// The output is the bundle itself, or the file has too few rows with an answer.
    /// </exception>
    public static FineTunePairs Read(FineTuneRequest request)
    {
        if (string.Equals(FullPath(request.Output), FullPath(request.Bundle), StringComparison.Ordinal))
        {
            throw new InvalidDataException(
                $"'{request.Output}' is the bundle to start from; choose another folder for the new one.");
        }

        var bundle = Bundle.Open(request.Bundle);
        var file = Lexicon.Read(request.Pairs, request.Columns);
        var read = new FineTunePairs(
            bundle, file, DataSplit.Of(file.Rows, request.Options.Seed, request.HeldOutShare));
        return read.Learned.Count >= LeastRows
            ? read
            : throw new InvalidDataException(
                $"'{request.Pairs}' has {read.Learned.Count} row(s) to learn from, {read.HeldOut.Count} held out; at "
                + $"least {LeastRows} are needed.");
    }

    private static string FullPath(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
}
