using System.Text;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Measuring;

namespace DavidBert.Training.Reports;

/// <summary>What is told of a training when it is over.</summary>
internal sealed record TrainingReport
{
    private const int MostConfusions = 30;
    private const int MostWrong = 30;
    private const int MostBadRows = 100;

    /// <summary>The name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>The settings it was trained with, name and value, in the order to show.</summary>
    public required IReadOnlyList<(string Name, string Value)> Settings { get; init; }

    /// <summary>The file the rows are from, as it is to be called.</summary>
    public required string DataName { get; init; }

    /// <summary>The rows that were read and those that could not be used.</summary>
    public required Lexicon Lexicon { get; init; }

    /// <summary>How the rows were divided.</summary>
    public required DataSplit Split { get; init; }

    /// <summary>The answers that were given a slot of the vocabulary.</summary>
    public required AnswerSlots Slots { get; init; }

    /// <summary>The course of the training.</summary>
    public required TrainingHistory History { get; init; }

    /// <summary>The results on each part, in the order to show; the details are shown of the last one.</summary>
    public required IReadOnlyList<(string Part, Evaluation Evaluation)> Evaluations { get; init; }

    /// <summary>What is right without training.</summary>
    public IReadOnlyList<Baseline> Baselines { get; init; } = [];

    /// <summary>What folds have found of each setting; empty where the settings were given.</summary>
    public IReadOnlyList<FoldScore> Folds { get; init; } = [];

    /// <summary>The picture of the curves, as a path relative to the report, or null when there is none.</summary>
    public string? Curves { get; init; }

    /// <summary>Writes the report as Markdown.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) => File.WriteAllText(path, ToMarkdown());

    /// <summary>The report as Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append($"# Training of {Markdown.Escape(Name)}\n");
        WriteResults(text);
        FoldTable.Of(Folds)?.Write(text);
        WriteCourse(text);
        WriteSettings(text);
        WriteData(text);
        if (Evaluations.Count > 0)
        {
            WriteDetails(text, Evaluations[^1].Part, Evaluations[^1].Evaluation);
        }

        return text.ToString();
    }

    private void WriteResults(StringBuilder text)
    {
        if (Evaluations.Count == 0)
        {
            return;
        }

        text.Append("\n## Results\n\nRight is a row's word or one of its further words.\n\n");
        Markdown.Table(
            text,
            ["Part", "-Rows", "-Top-1", "-Top-5"],
            Evaluations.SelectMany(part => RowsOf(part.Part, part.Evaluation)));
        BaselineTable.Of(Baselines)?.Write(text);
    }

    private static IEnumerable<string[]> RowsOf(string part, Evaluation evaluation)
    {
        foreach (var (kind, accuracy) in evaluation.ByKind.OrderBy(kind => kind.Key))
        {
            yield return [$"{part}, {(kind == PhraseKind.Word ? "words" : "phrases")}", .. Figures(accuracy)];
        }

        yield return [$"{part}, all", .. Figures(evaluation.Overall)];
    }

    private static string[] Figures(Accuracy accuracy) =>
        [Markdown.Number(accuracy.Count), Markdown.Number(accuracy.Top1), Markdown.Number(accuracy.Top5)];

    private void WriteCourse(StringBuilder text)
    {
        text.Append("\n## Course\n\n");
        if (Curves is not null)
        {
            var link = Uri.EscapeDataString(Curves).Replace("%2F", "/", StringComparison.Ordinal);
            text.Append($"![Loss and accuracy over the epochs]({link})\n\n");
            text.Append("Blue is training (pale: the single steps, smoothed), orange the development rows.\n\n");
        }

        Markdown.Table(
            text,
            ["-Epoch", "-Steps", "-Train loss", "-Train accuracy", "-Dev loss", "-Dev accuracy", "-Seconds"],
            History.Epochs.Select(epoch => new[]
            {
                Markdown.Number(epoch.Epoch), Markdown.Number(epoch.Step), Markdown.Number(epoch.TrainLoss),
                Markdown.Number(epoch.TrainAccuracy), Markdown.Number(epoch.DevLoss), Markdown.Number(
                    epoch.DevAccuracy),
                Markdown.Number((int)Math.Round(epoch.Seconds)),
            }));
    }

    private void WriteSettings(StringBuilder text)
    {
        text.Append("\n## Settings\n\n");
        Markdown.Table(text, ["Setting", "Value"], Settings.Select(setting => new[] { setting.Name, setting.Value }));
    }

    private void WriteData(StringBuilder text)
    {
        text.Append($"\n## Data\n\n{Markdown.Escape(DataName)}: {Markdown.Number(Lexicon.Rows.Count)} rows; ");
        text.Append($"bad rows left out: {Markdown.Number(Lexicon.BadRows.Count)}.\n\n");
        (string Part, IReadOnlyList<LabelledPhrase> Rows)[] parts =
        [
            ("train", Split.Train), ("dev", Split.Dev), ("test", Split.Test), ("final", Split.Final),
            ("without an answer", Split.Unanswerable),
        ];
        Markdown.Table(
            text,
            ["Part", "-Rows"],
            parts.Where(part => part.Rows.Count > 0)
                .Select(part => new[] { part.Part, Markdown.Number(part.Rows.Count) }));
        text.Append(
            $"\nAnswers: {Markdown.Number(Slots.IndexOf.Count)}, of which {Markdown.Number(Slots.Named.Count)} ");
        text.Append("are not single tokens of the vocabulary and were given a slot");
        text.Append(
            Slots.Named.Count == 0 ? ".\n" : $": {string.Join(", ", Slots.Named.Select(slot => slot.Word))}.\n");
        if (Lexicon.BadRows.Count > 0)
        {
            text.Append("\n### Bad rows\n\n");
            Markdown.Table(
                text,
                ["-Line", "What is wrong", "Text"],
                Lexicon.BadRows.Take(MostBadRows)
                    .Select(row => new[] { Markdown.Number(row.Line), row.Reason, row.Text }));
            Markdown.Rest(text, Lexicon.BadRows.Count - MostBadRows);
        }
    }

    private static void WriteDetails(StringBuilder text, string part, Evaluation evaluation)
    {
        text.Append($"\n## Worst confusions ({part})\n\n");
        Markdown.Table(
            text,
            ["Expected", "Answered", "-Times"],
            evaluation.Confusions.Take(MostConfusions)
                .Select(pair => new[] { pair.Expected, pair.Got, Markdown.Number(pair.Count) }));
        Markdown.Rest(text, evaluation.Confusions.Count - MostConfusions);

        var sample = evaluation.WrongSample(MostWrong);
        text.Append($"\n## Wrong answers to read ({part})\n\n");
        text.Append(
            $"{Markdown.Number(sample.Count)} of {Markdown.Number(evaluation.Wrong.Count)}, evenly spread.\n\n");
        Markdown.Table(
            text,
            ["-Line", "Phrase", "Right", "Answered"],
            sample.Select(wrong => new[]
            {
                Markdown.Number(wrong.Row.Line),
                wrong.Row.Phrase,
                string.Join(", ", wrong.Row.Also.Prepend(wrong.Row.Word)),
                string.Join(
                    ", ",
                    wrong.Answers.Take(3).Select(answer => $"{answer.Word} {Markdown.Number(answer.Score)}")),
            }));

        text.Append($"\n## Accuracy per answer word ({part})\n\n");
        Markdown.Table(
            text,
            ["Answer", "-Rows", "-Top-1", "-Top-5"],
            evaluation.ByAnswer.Select(answer => (string[])[answer.Word, .. Figures(answer.Accuracy)]));
    }
}
