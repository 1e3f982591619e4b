using CsCheck;
using DavidBert.Graphs;
using DavidBert.Testing;

namespace DavidBert.Tests.Graphs;

public sealed class GraphOutlineTests
{
    private const int Large = 1 << 16;

    [Fact]
    public void Read_GraphWithLargeAndSmallWeights_TakesTheLargeOnes()
    {
        var file = Model(Tensor("small", Large - 1), Tensor("large", Large), Tensor("table", Large));
        var outline = GraphOutline.Read(new MemoryStream(file));

        Assert.Equal(["large", "table"], outline.Weights.Select(weight => weight.Name));
        Assert.All(outline.Weights, weight =>
        {
            Assert.Equal((3, Large), (weight.Type, weight.Length));
            Assert.Equal([2L, Large / 2], weight.Shape);
            Assert.All(file[(int)weight.Offset..(int)(weight.Offset + weight.Length)], value => Assert.Equal(7, value));
        });
        Assert.InRange(outline.Rest.Length, Large, Large + 200);
    }

    [Fact]
    public void ReadWhileRunning_FactorsAndTables_AreTheTablesAndFactorsReadElsewhere()
    {
        string[] names = ["factor", "integer factor", "first factor", "table", "both", "unused"];
        var outline = GraphOutline.Read(new MemoryStream(Model(
            [
                Node("MatMul", "x", "factor"), Node("MatMulIntegerToFloat", "x", "integer factor"),
                Node("MatMul", "first factor", "x"), Node("Gather", "table", "x"),
                Node("MatMul", "x", "both"), Node("Gather", "both", "x"),
            ],
            [.. names.Select(name => Tensor(name, Large))])));

        Assert.Equal(names[2..], outline.ReadWhileRunning().Select(weight => weight.Name));
    }

    [Fact]
    public void Read_ShapeInOneField_IsTheShape()
    {
        var tensor = new ProtobufMessage().Add(1, [2, 0x80, 0x80, 2]).Add(2, 3).Add(8, "large").Add(9, new byte[Large]);
        var outline = GraphOutline.Read(new MemoryStream(Model(tensor)));

        Assert.Equal([2L, Large / 2], outline.Weights[0].Shape);
    }

    [Fact]
    public void Read_DamagedFiles_AreReadOrRefused()
    {
        var whole = Model([Node("MatMul", "x", "large")], [Tensor("small", 100), Tensor("large", Large)]);
        var damage = Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, whole.Length]);
        damage.Array[1, 4].Sample(
            places =>
            {
                var file = whole.ToArray();
                foreach (var (at, value, _) in places)
                {
                    file[at % 400] = value;
                }

                try
                {
                    var outline = GraphOutline.Read(new MemoryStream(file[..places[0].Item3]));
                    Assert.All(
                        outline.ReadWhileRunning(),
                        weight => Assert.InRange(weight.Offset + weight.Length, 0, file.Length));
                    ExternalWeights.AreIn(outline);
                }
                catch (InvalidDataException)
                {
                    // What most of them are.
                }
            },
            iter: 10_000);
    }

    private static byte[] Model(params ProtobufMessage[] tensors) => Model([], tensors);

    private static byte[] Model(ProtobufMessage[] nodes, ProtobufMessage[] tensors)
    {
        var graph = new ProtobufMessage();
        foreach (var node in nodes)
        {
            graph.Add(1, node);
        }

        foreach (var tensor in tensors)
        {
            graph.Add(5, tensor);
        }

        return new ProtobufMessage().Add(1, 8).Add(7, graph).ToArray();
    }

    private static ProtobufMessage Node(string type, params string[] inputs)
    {
        var node = new ProtobufMessage();
        foreach (var input in inputs)
        {
            node.Add(1, input);
        }

        return node.Add(2, "y").Add(4, type);
    }

    private static ProtobufMessage Tensor(string name, int bytes)
    {
        var values = new byte[bytes];
        values.AsSpan().Fill(7);
        return new ProtobufMessage().Add(1, 2).Add(1, bytes / 2).Add(2, 3).Add(8, name).Add(9, values);
    }
}
