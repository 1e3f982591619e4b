using System.Runtime.CompilerServices;
using DavidBert.Bundles;
using DavidBert.Tokenization;
using DavidBert.Training.Checkpoints;
using DavidBert.Training.Modeling;
using DavidBert.Training.Native;
using static TorchSharp.torch;

namespace DavidBert.Training.Tests.Modeling;

/// <summary>The example of docs/model.md: what stands there is what runs here.</summary>
public sealed class ForwardExampleTests
{
    [Fact]
    public void Forward_AsOnThePage_GivesAWordALossAndGradients()
    {
        LinuxX64.OrSkip();
        var folder = BaseCheckpoint.FolderOrSkip();

        // the example
        TorchRuntime.EnsureLoaded();
        using var checkpoint = Checkpoint.Open(folder);
        var vocabulary = Path.Combine(folder, "vocab.txt");
        var (tokenizer, answers) = (PhraseTokenizer.Load(vocabulary), AnswerVocabulary.Load(vocabulary));
        using var model = new WordModel(checkpoint.Config, Pooling.FirstToken, HeadKind.Tied, answers, slots: []);
        BaseWeights.Load(model, checkpoint);
        var input_ids = tensor(tokenizer.Encode("fishy").Select(id => (long)id).ToArray()).unsqueeze(0);
        var labels = tensor(new[] { (long)tokenizer.Encode("smell")[1] });
        var output = model.Forward(input_ids, attention_mask: ones_like(input_ids), labels);
        output.Loss!.backward();
        // end of the example

        Assert.True(answers.IsAnswerable(Array.IndexOf(File.ReadAllLines(vocabulary), output.Words[0])));
        Assert.True(output.Loss.item<float>() > 0);
        Assert.Equal([1, answers.Count], output.Logits.shape);
        Assert.Equal(model.Table.shape, model.Table.grad!.shape);
    }

    [Fact]
    public void Page_ItsExample_IsTheOneAbove()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "model.md"));

        Assert.Contains($"```csharp\n{Example()}```", page, StringComparison.Ordinal);
    }

    private static string Example([CallerFilePath] string path = "")
    {
        var file = Path.Combine("tests", "DavidBert.Training.Tests", "Modeling", Path.GetFileName(path));
        var lines = File.ReadLines(Path.Combine(Repository.Root, file));
        return string.Concat(lines.SkipWhile(line => !line.EndsWith("// the example", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => !line.EndsWith("// end of the example", StringComparison.Ordinal))
            .Select(line => line[8..] + "\n"));
    }
}
