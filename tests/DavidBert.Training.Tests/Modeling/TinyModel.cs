using DavidBert.Bundles;
using DavidBert.Training.Checkpoints;
using DavidBert.Training.Export;
using DavidBert.Training.Modeling;
using DavidBert.Training.Native;

namespace DavidBert.Training.Tests.Modeling;

/// <summary>The tiny checkpoint of the golden files.</summary>
internal static class TinyModel
{
    public static WordModel Linear(Pooling pooling)
    {
        var model = Create(pooling, HeadKind.Linear, []);
        using var file = SafetensorsFile.Open(Repository.Golden("tiny/fc.safetensors"));
        ParameterExchange.Write(model, new Dictionary<string, FloatTensor>(StringComparer.Ordinal)
        {
            ["classifier.weight"] = file.Read("weight"),
            ["classifier.bias"] = file.Read("bias"),
        });
        return model;
    }

    public static WordModel Create(Pooling pooling, HeadKind head, IReadOnlyList<int> slots)
    {
        TorchRuntime.EnsureLoaded();
        var folder = Repository.Golden("tiny");
        var answers = new AnswerVocabulary(File.ReadAllLines(Repository.Vocabulary));
        var model = new WordModel(BertConfig.Load(Path.Combine(folder, "config.json")), pooling, head, answers, slots);
        BaseWeights.Load(model, folder);
        return model;
    }
}
