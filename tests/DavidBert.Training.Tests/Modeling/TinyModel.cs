using DavidBert.Bundles;
using DavidBert.Training.Checkpoints;
using DavidBert.Training.Modeling;
using DavidBert.Training.Native;
using TorchSharp;

namespace DavidBert.Training.Tests.Modeling;

/// <summary>Models of the tiny checkpoint, and of any other.</summary>
internal static class TinyModel
{
    public static string Folder => Repository.Golden("tiny");

    /// <summary>The tiny checkpoint with the linear head of the golden training.</summary>
    public static WordModel Golden(Pooling pooling)
    {
        var model = Create(pooling, HeadKind.Linear);
        var head = WeightsFile.Read(Path.Combine(Folder, "fc.safetensors"));
        ParameterExchange.Write(model, new Dictionary<string, FloatTensor>(StringComparer.Ordinal)
        {
            ["classifier.weight"] = head["weight"],
            ["classifier.bias"] = head["bias"],
        });
        return model;
    }

    /// <summary>The tiny checkpoint, or that of <paramref name="folder"/>, with a fresh head.</summary>
    public static WordModel Create(
        Pooling pooling,
        HeadKind head,
        IReadOnlyList<int>? slots = null,
        string? folder = null,
        AnswerVocabulary? answers = null)
    {
        LinuxX64.OrSkip();
        TorchRuntime.EnsureLoaded();
        torch.set_num_threads(1);
        using var checkpoint = Checkpoint.Open(folder ?? Folder);
        var model = new WordModel(
            checkpoint.Config, pooling, head, answers ?? AnswerVocabulary.Load(Repository.Vocabulary), slots ?? []);
        BaseWeights.Load(model, checkpoint);
        return model;
    }
}
