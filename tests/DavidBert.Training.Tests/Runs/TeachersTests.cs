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
    public void Execute_WithATeacher_StartsFromTheRunAndIsAnotherTrainingWithoutIt()
    {
        var start = Train("start", request => request);
        var table = Path.Combine(folder.FullName, "teacher.tsv");
        File.WriteAllText(table, "phrase\tanswers\ntiny\tsize:0.9 smell:0.1\nfishy\tsmell:0.6 size:0.4\n");
        var taught = Train("taught", request => request with { Start = start, TeacherPath = table });
        var alone = Train("alone", request => request with { Start = start });

        Assert.Equal(File.ReadAllBytes(start.FloatWeights).Length, File.ReadAllBytes(taught.FloatWeights).Length);
        var weights = WeightsFile.Read(taught.Weights);
        Assert.Contains(WeightsFile.Read(alone.Weights), p => !p.Value.Values.SequenceEqual(weights[p.Key].Values));
        Assert.Equal(
            3, new[] { start, taught, alone }.Select(run => run.ReadManifest().Fingerprint)
                .Distinct(StringComparer.Ordinal)
                .Count());
    }

    [Fact]
    public void Execute_StartOfOtherAnswers_IsRefused()
    {
        var start = Train("start", request => request, "fishy\tsmelliness\nlarge\tsize\n");

        var error = Assert.Throws<InvalidDataException>(
            () => Train("other", request => request with { Start = start }));

        Assert.Contains(start.Root, error.Message, StringComparison.Ordinal);
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
        using var training = new TrainingRun(change(request), TextWriter.Null);
        training.Execute(observer, observer.Cancellation);
        return run;
    }
}
