namespace DavidBert.Training.Export;

/// <summary>Products in float32.</summary>
internal sealed class FloatArithmetic(GraphBuilder graph, ModelWeights weights) : GraphArithmetic(graph, weights)
{
    /// <inheritdoc />
    public override string Embed(string input_ids)
    {
        var table = Weights.Tensor(WordTable);
        Graph.Floats(WordTable, table.Values, [.. table.Shape]);
        return Graph.Node("Gather", "embeddings.words", [WordTable, input_ids], ("axis", 0));
    }

    /// <inheritdoc />
    public override Factor Enter(string site, string value) => new(value, site);

    /// <inheritdoc />
    public override string Project(string name, Factor x, params string[] layers)
    {
        var stacked = Stack(layers);
        var weight = Graph.Floats(
            $"{name}.weight", Transpose(stacked.Shape, stacked.Values), stacked.Shape[1], stacked.Shape[0]);
        return AddBias(name, Graph.Node("MatMul", $"{name}.product", [x.Value, weight]), Biases(layers));
    }

    /// <inheritdoc />
    public override string ProjectOntoTable(string name, Factor x, string bias)
    {
        var turned = Graph.Node("Transpose", $"{name}.table", [WordTable], ("perm", new long[] { 1, 0 }));
        return AddBias(name, Graph.Node("MatMul", $"{name}.product", [x.Value, turned]), Weights.Tensor(bias).Values);
    }

    private string AddBias(string name, string product, float[] bias) =>
        Graph.Node("Add", name, [product, Graph.Floats($"{name}.bias", bias, bias.Length)]);
}
