using DavidBert.Bundles;
using DavidBert.Training.Checkpoints;
using DavidBert.Training.Learning;
using DavidBert.Training.Native;
using DavidBert.Training.Runs;
using DavidBert.Training.Tests.Learning;
using DavidBert.Training.Tests.Modeling;

namespace DavidBert.Training.Tests.Runs;

public sealed class TeachersTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("davidbert-teachers-");

    [Fact]
    public void Execute_StudentOfATeacher_StartsFromItsWeightsAndIsAnotherTrainingWithoutIt()
    {
        var teacher = Train("teacher", request => request);
        var unlabelled = Path.Combine(folder.FullName, "unlabelled.txt");
        File.WriteAllText(unlabelled, "tiny\n\nenormous\n");
        var student = Train(
            "student",
            request => request with { Start = teacher, Teachers = [teacher], UnlabelledPath = unlabelled });
        var alone = Train("alone", request => request with { Start = teacher });

        Assert.Equal(File.ReadAllBytes(teacher.FloatWeights).Length, File.ReadAllBytes(student.FloatWeights).Length);
        var taught = WeightsFile.Read(student.Weights);
        Assert.Contains(WeightsFile.Read(alone.Weights), p => !p.Value.Values.SequenceEqual(taught[p.Key].Values));
        Assert.Equal(
            3, new[] { teacher, student, alone }.Select(run => run.ReadManifest().Fingerprint)
                .Distinct(StringComparer.Ordinal)
                .Count());
    }

    [Fact]
    public void Execute_TeacherOfOtherAnswers_IsRefused()
    {
        var teacher = Train("teacher", request => request, "fishy\tsmelliness\nlarge\tsize\n");

        var error = Assert.Throws<InvalidDataException>(
            () => Train("student", request => request with { Teachers = [teacher] }));

        Assert.Contains(teacher.Root, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>The tiny checkpoint with the vocabulary beside it, as a base checkpoint has.</summary>
    private string TinyBase()
    {
        var path = Path.Combine(folder.FullName, "base");
        Directory.CreateDirectory(path);
        foreach (var file in Directory.GetFiles(TinyModel.Folder).Append(Repository.Vocabulary))
        {
            File.Copy(file, Path.Combine(path, Path.GetFileName(file)), overwrite: true);
        }

        return path;
    }

    private RunFolder Train(
        string name,
        Func<RunRequest, RunRequest> change,
        string rows = "fishy\tsmell\nlarge\tsize\n")
    {
        LinuxX64.OrSkip();
        TorchRuntime.EnsureLoaded();
        var data = Path.Combine(folder.FullName, name + ".tsv");
        File.WriteAllText(data, "phrase\tword\n" + rows);
        var run = new RunFolder(Path.Combine(folder.FullName, name));
        var options = new TrainingOptions { Epochs = 1, QuantizationEpochs = 0, BatchSize = 2, MaxLength = 16 };
        var request = new RunRequest(
            name,
            data,
            TinyBase(),
            new BaseModelInfo("tiny", "none"),
            run,
            AllRows: true,
            options);
        using var observer = new RecordingObserver();
        new TrainingRun(change(request), TextWriter.Null).Execute(observer, observer.Cancellation);
        return run;
    }
}
