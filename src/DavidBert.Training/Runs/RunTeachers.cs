using DavidBert.Bundles;
using DavidBert.Training.Data;
using DavidBert.Training.Learning;
using DavidBert.Training.Modeling;

namespace DavidBert.Training.Runs;

/// <summary>Asks ended trainings for their answers, so that another can learn them.</summary>
internal static class RunTeachers
{
    /// <summary>What the teachers of <paramref name="request"/> answer in the mean to its rows and to its unlabelled phrases.</summary>
    /// <exception cref="InvalidDataException">A teacher was trained on other answers.</exception>
    public static Teaching Ask(
        RunRequest request, PhraseEncoder encoder, AnswerSlots slots, IReadOnlyList<LabelledPhrase> train)
    {
        string[] unlabelled = request.UnlabelledPath is { } path
            ? [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)]
            : [];
        var answers = new TeacherAnswers(encoder, [.. train.Select(row => row.Phrase), .. unlabelled]);
        foreach (var run in request.Teachers)
        {
            var options = BundleExport.ReadManifest(run).Options;
            using var model = new WordModel(
                BertConfig.Load(run.Config), options.Pooling, options.Head, new AnswerVocabulary(slots.Words),
                [.. slots.Named.Select(slot => slot.Index)]);
            RunWeights.Load(model, run);
            answers.Ask(model);
        }

        var targets = answers.ToTargets();
        return new Teaching(targets[..train.Count], unlabelled, targets[train.Count..]);
    }
}
