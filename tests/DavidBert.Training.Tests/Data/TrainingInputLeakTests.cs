using System.Text.RegularExpressions;
using DavidBert.Glossaries;
using DavidBert.Training.Data;
using DavidBert.Training.Glossaries;

namespace DavidBert.Training.Tests.Data;

/// <summary>What the split model reads beside its rows must not hold the rows that are kept from it.</summary>
public sealed partial class TrainingInputLeakTests
{
    private static readonly string Folder = Path.GetDirectoryName(Repository.Lexicon)!;

    private readonly IReadOnlyList<LabelledPhrase> rows = Lexicon.Read(Repository.Lexicon).Rows;

    /// <summary>Words that nothing but a row kept from training has.</summary>
    [Fact]
    public void KnownWords_OfTheTrainRows_LackThoseOfOtherRows()
    {
        string[] vocabulary = File.ReadAllLines(Path.Combine(Folder, "vocab.txt"));
        var glossary = Path.Combine(Folder, "glossary.tsv");
        var known = KnownWordList.Of(
            vocabulary, DataSplit.Of(rows, seed: 1).Train.Select(row => row.Phrase), GlossaryFile.TermsOf(glossary))
            .ToHashSet(StringComparer.Ordinal);
        var trained = WordsOf(rows.Where(row => row.Part == DataPart.Train).Select(row => row.Phrase));
        string[] own =
        [
            .. WordsOf(rows.Where(row => row.Part != DataPart.Train).Select(row => row.Phrase))
                .Except(trained)
                .Except(WordsOf(GlossaryFile.TermsOf(glossary)))
                .Except(vocabulary),
        ];

        Assert.Contains("friendzoned", own);
        Assert.DoesNotContain(own, known.Contains);
    }

    [Fact]
    public void NothingLines_OfTrain_AreNoPhraseKeptFromTraining()
    {
        var lines = NothingLine.Read(Path.Combine(Folder, NothingLine.FileName));
        var kept = rows.Where(row => row.Part != DataPart.Train).Select(row => row.Phrase)
            .Concat(lines.Where(line => line.Split != DataPart.Train).Select(line => line.Phrase))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

        Assert.DoesNotContain(
            lines, line => line.Split == DataPart.Train && kept.Contains(line.Phrase));
    }

    /// <summary>A definition may stand beside a row that is kept from training; what the row says may not.</summary>
    [Fact]
    public void Definitions_OfRowsKeptFromTraining_DoNotNameTheirAnswers()
    {
        using var glossary = GlossaryFile.Open(Path.Combine(Folder, "glossary.tsv"));
        var defined = rows.Where(row => row.Part != DataPart.Train && !row.IsUnanswerable)
            .Select(row => (Row: row, Definition: glossary.Find(row.Phrase.ToLowerInvariant())))
            .Where(row => row.Definition is not null)
            .ToArray();

        Assert.True(defined.Length > 2_000);
        Assert.DoesNotContain(defined, row => GivesAway(row.Definition!, [row.Row.Word, .. row.Row.Also]));
    }

    [Fact]
    public void Definitions_OfSlang_AreThoseOfItsTable()
    {
        using var glossary = GlossaryFile.Open(Path.Combine(Folder, "glossary.tsv"));
        var slang = GlossaryTable.Read(Path.Combine(Folder, "slang.tsv"));

        Assert.DoesNotContain(slang.Definitions, entry => glossary.Find(entry.Key) is not { } definition
            || !definition.StartsWith(string.Join(' ', entry.Value.Split(' ').Take(16)), StringComparison.Ordinal));
    }

    /// <summary>Whether it is a list of the answers, or begins with one of them and a colon.</summary>
    private static bool GivesAway(string definition, string[] answers) =>
        Between().Split(definition).All(word => answers.Contains(word, StringComparer.OrdinalIgnoreCase))
        || Array.Exists(answers, answer => definition.StartsWith($"{answer}:", StringComparison.OrdinalIgnoreCase)
            || definition.StartsWith($"{answer} :", StringComparison.OrdinalIgnoreCase));

    private static HashSet<string> WordsOf(IEnumerable<string> phrases) =>
        KnownWordList.Of([], phrases, []).ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex("[ ,;:]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Between();
}
