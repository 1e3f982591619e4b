using DavidBert.Training.Learning;

namespace DavidBert.Training.Runs;

/// <summary>Asks ended trainings for their answers, so that another can learn them.</summary>
internal static class RunTeachers
{
    /// <summary>
    /// What the teachers of <paramref name="request"/> answer in the mean to its rows and to its unlabelled phrases;
    /// null where it has no teachers.
    /// </summary>
    /// <exception cref="InvalidDataException">A teacher was trained on other answers.</exception>
    public static TeacherTargets? Ask(RunRequest request, RunData data)
    {
        if (request.Teachers.Count == 0)
        {
            return null;
        }

        string[] unlabelled = request.UnlabelledPath is { } path
            ? [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)]
            : [];
        var train = data.Split.Train;
        var answers = new TeacherAnswers(
            data.Encoder(request.Options), [.. train.Select(row => row.Phrase), .. unlabelled]);
        foreach (var run in request.Teachers)
        {
            using var model = StartingModel.Of(run, data.Slots);
            answers.Ask(model);
        }

        var targets = answers.ToTargets();
        return new TeacherTargets(targets[..train.Count], unlabelled, targets[train.Count..]);
    }
}
