using DavidBert.Bundles;
using DavidBert.Training.Data;
using DavidBert.Training.Modeling;

namespace DavidBert.Training.Learning;

/// <summary>
/// Starts a list of answers from what the pretrained encoder sees already, so that the first forward pass answers as
/// the nearest class centroid does, or as a regression near it. Where there are few rows, training then begins at that
/// baseline instead of from chance.
/// </summary>
internal static class CentroidStart
{
    /// <summary>With more rows than this the start matters little and costs more.</summary>
    private const int MostRows = 5_000;

    /// <summary>Sets the head; does nothing where it has no list of answers, or many rows.</summary>
    /// <param name="model">A model with a pretrained encoder.</param>
    /// <param name="encoder">Reads the phrases.</param>
    /// <param name="rows">The rows to learn, all with an answer.</param>
    /// <param name="indexOf">The output index of every answer.</param>
    /// <param name="options">How much the names of answers count, and how the rows are fitted.</param>
    public static void Apply(
        WordModel model, PhraseEncoder encoder, IReadOnlyList<LabelledPhrase> rows,
        IReadOnlyDictionary<string, int> indexOf, TrainingOptions options)
    {
        if (model.Head is AnswerHead && rows.Count <= MostRows)
        {
            Set(model, AnswerRows.Fit(
                VectorsOf(model, encoder, rows, indexOf, options.NameWeight), options.HeadPenalty));
        }
    }

    /// <summary>
    /// What the rows of answers are fitted to: the vectors of the phrases and behind them those of the answers' names,
    /// where these count. The transform of the head is made to keep the encoder's geometry.
    /// </summary>
    public static LabelledVectors VectorsOf(
        WordModel model, PhraseEncoder encoder, IReadOnlyList<LabelledPhrase> rows,
        IReadOnlyDictionary<string, int> indexOf, double nameWeight)
    {
        var head = (AnswerHead)model.Head;
        head.StartAsIdentity();
        string[] names = nameWeight > 0 ? [.. indexOf.Keys.Where(IsName).Order(StringComparer.Ordinal)] : [];
        var vectors = ModelRanking.VectorsOf(
            model, encoder, [.. rows.Select(row => row.Phrase), .. names],
            batch => head.Transformed(model.Encoder.Forward(batch.InputIds, batch.AttentionMask, batch.TokenTypeIds)));
        return new LabelledVectors(
            vectors,
            [.. rows.Select(row => indexOf[row.Word]), .. names.Select(name => indexOf[name])],
            [.. Enumerable.Repeat(1.0, rows.Count), .. Enumerable.Repeat(nameWeight, names.Length)]);
    }

    private static void Set(WordModel model, AnswerRows rows)
    {
        var head = (AnswerHead)model.Head;
        foreach (var (index, row) in rows.Rows)
        {
            head.SetAnswer(index, row, rows.Biases[index]);
        }
    }

    private static bool IsName(string answer) =>
        !string.Equals(answer, AnswerVocabulary.NothingLine, StringComparison.Ordinal);
}
