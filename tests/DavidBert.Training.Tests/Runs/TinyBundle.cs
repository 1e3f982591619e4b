using DavidBert.Bundles;
using DavidBert.Tokenization;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;
using DavidBert.Training.Runs;
using DavidBert.Training.Tests.Modeling;

namespace DavidBert.Training.Tests.Runs;

/// <summary>
/// A bundle of the tiny checkpoint, quantized as the default bundle is and with its answers, none of which it knows.
/// </summary>
internal static class TinyBundle
{
    /// <summary>Writes the bundle.</summary>
    /// <returns>The folder.</returns>
    public static string Write(string folder)
    {
        var list = Path.Combine(Repository.DefaultBundle, Bundle.WordsFile);
        var answers = AnswerVocabulary.Load(list, isList: true);
        using var model = TinyModel.Create(
            Pooling.Mean, HeadKind.Answers, [.. Enumerable.Range(0, answers.Count)], answers: answers);
        var manifest = Bundle.Open(Repository.DefaultBundle).Manifest with
        {
            Dimensions = BundleExport.DimensionsOf(model.Config),
            MaxLength = model.Config.MaxPositionEmbeddings,
        };
        var phrases = Lexicon.Read(Repository.Lexicon).Rows.Take(100).Select(row => row.Phrase);
        var encoder = new PhraseEncoder(
            PhraseTokenizer.Load(Repository.Vocabulary), manifest.MaxLength, definitions: null);
        model.Quantization.Use(QuantizationMode.Observe);
        ModelRanking.Visit(model, encoder, [.. phrases], static (_, _) => { });
        BundleExport.Write(folder, Repository.Vocabulary, File.ReadAllLines(list), model, manifest);
        return folder;
    }
}
