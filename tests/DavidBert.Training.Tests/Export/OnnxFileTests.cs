using DavidBert.Training.Export;
using DavidBert.Training.Export.Onnx;
using DavidBert.Training.Modeling;

namespace DavidBert.Training.Tests.Export;

public sealed class OnnxFileTests
{
    [Fact]
    public void Write_OverAnOlderFile_ReplacesItWhole()
    {
        var folder = Directory.CreateTempSubdirectory("davidbert-onnx-");
        try
        {
            var path = Path.Combine(folder.FullName, "model.onnx");
            File.WriteAllText(path, "an older file");
            var model = WordGraph.Float(RandomModel.Create(RandomModel.Tiny, Pooling.Mean, HeadKind.Tied), 40);
            OnnxFile.Write(model, path);
            Assert.Equal(model, ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)));
            Assert.Single(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Node_NameThatIsTaken_IsRefused()
    {
        var graph = new GraphBuilder();
        graph.Node("Tanh", "twice", [graph.Input("input_ids")]);
        Assert.Throws<InvalidOperationException>(() => graph.Node("Tanh", "twice", ["input_ids"]));
    }
}
