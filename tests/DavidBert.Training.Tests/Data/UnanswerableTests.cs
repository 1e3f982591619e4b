using DavidBert.Training.Data;
using DavidBert.Training.Measuring;

namespace DavidBert.Training.Tests.Data;

/// <summary>The committed list of lines that no word answers.</summary>
public sealed class UnanswerableTests
{
    private static string[] Lines { get; } = File.ReadAllLines(Repository.Golden("unanswerable.txt"));

    [Fact]
    public void List_HasTwoHundredDifferentLines()
    {
        Assert.InRange(Lines.Length, 200, 1_000);
        Assert.Equal(Lines.Length, Lines.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.DoesNotContain(Lines, string.IsNullOrWhiteSpace);
    }

    [Fact]
    public void List_AgainstTheLexicon_HasNoPhraseThatIsTrainedOn()
    {
        var answered = Lexicon.Read(Repository.Lexicon).Rows.Where(row => !row.IsUnanswerable)
            .Select(row => row.Phrase).ToHashSet(StringComparer.OrdinalIgnoreCase);

        Assert.DoesNotContain(Lines, answered.Contains);
    }

    [Fact]
    public void DefaultBundle_IsConfidentOfAtMostATwentieth()
    {
        var bundle = Path.GetDirectoryName(Repository.Lexicon)!;
        Assert.SkipUnless(
            File.Exists(Path.Combine(bundle, "model.json"))
                && Bundles.Bundle.ReadManifest(bundle).ConfidentAt is not null,
            "The default bundle has no threshold of confidence.");

        var figures = UnanswerableFigures.Of(bundle, Lines);

        var mistakes = string.Join("; ", figures.Confident.Select(c => $"{c.Text} → {c.Word}"));
        Assert.True(figures.Share <= 0.05, $"{figures.Share:P1}: {mistakes}");
    }
}
