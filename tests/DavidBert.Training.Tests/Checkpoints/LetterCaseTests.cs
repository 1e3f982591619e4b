using DavidBert.Training.Checkpoints;

namespace DavidBert.Training.Tests.Checkpoints;

public sealed class LetterCaseTests
{
    [Fact]
    public void RequireUncased_VocabularyWithCapitals_IsRefusedWithTheReason()
    {
        string[] vocabulary = ["[PAD]", .. Enumerable.Range(0, 200).Select(i => $"Token{i}")];

        var error = Assert.Throws<InvalidDataException>(() => LetterCase.RequireUncased("/base", vocabulary));

        Assert.Contains("'/base' is a cased checkpoint", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Token0'", error.Message, StringComparison.Ordinal);
        Assert.Contains("bert-base-uncased", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RequireUncased_BertsUncasedVocabulary_IsTaken() =>
        LetterCase.RequireUncased("/base", File.ReadLines(Repository.Vocabulary));
}
