using System.CommandLine;
using DavidBert.Training.Data;
using DavidBert.Training.Reports;

namespace DavidBert.Training.Commands;

/// <summary><c>davidbert-train card</c>: the figures and example answers of a model card, written anew.</summary>
internal static class CardCommand
{
    private const string CardFile = "README.md";
    private const string LexiconFile = "lexicon.tsv";

    public static Command Create()
    {
        var bundle = new Argument<DirectoryInfo>("bundle")
        {
            Description =
                $"The folder of the bundle, with its model card ({CardFile}) and, where it has one, {LexiconFile}.",
        }.AcceptExistingOnly();
        var command = new Command(
            "card",
            "Writes anew what stands in a model card between <!-- model-index -->, <!-- data -->, <!-- words -->, "
            + "<!-- figures --> or <!-- answers --> and its end: from the bundle's lexicon, its model.json, and its "
            + "own answers.")
        {
            bundle,
        };
        command.SetAction(result => Refresh(result.GetRequiredValue(bundle).FullName));
        return command;
    }

    private static void Refresh(string folder)
    {
        var path = Path.Combine(folder, CardFile);
        using var predictor = Predictor.Load(folder);
        var card = new ModelCard(File.ReadAllText(path));
        var lexicon = Path.Combine(folder, LexiconFile);
        var data = File.Exists(lexicon) ? Lexicon.Read(lexicon) : null;
        var blocks = card.Replace("data", old => data is null ? old : CardFigures.OfData(data));
        blocks += card.Replace("words", old => data is null ? old : CardAnswers.Of(data));
        blocks += card.Replace("model-index", _ => $"{CardIndex.Of(predictor.Bundle.Manifest)}# ");
        blocks += card.Replace("figures", _ => CardFigures.OfMetrics(predictor.Bundle.Manifest));
        blocks += card.Replace(
            "answers",
            table => ModelCard.Answered(table, (phrases, topK) => predictor.PredictBatch(phrases, topK)));
        if (blocks == 0)
        {
            throw new InvalidDataException(
                $"'{path}' has none of the marks <!-- model-index -->, <!-- data -->, <!-- words -->, "
                + "<!-- figures --> and <!-- answers -->.");
        }

        File.WriteAllText(path, card.Text);
        Console.WriteLine($"{blocks} blocks of {path} are written anew.");
    }
}
