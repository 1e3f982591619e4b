using DataType = DavidBert.Training.Export.Onnx.TensorProto.Types.DataType;

namespace DavidBert.Training.Export;

/// <summary>
/// Products of 8-bit activations, by one fixed scale a site, with 7-bit weights, by one scale an output. The sums are integers,
/// so they are the same in any batch and on any CPU.
/// </summary>
internal sealed class QuantizedArithmetic(GraphBuilder graph, ModelWeights weights) : GraphArithmetic(graph, weights)
{
    /// <inheritdoc />
    public override string Embed(string input_ids)
    {
        var table = QuantizedMatrix.Of(WordTable, Weights.Tensor(WordTable));
        Graph.SBytes(WordTable, table.Codes, table.Rows, table.Columns);
        Graph.Floats(Scale(WordTable), table.Scales, table.Rows);
        var codes = Graph.Node("Gather", "embeddings.words.codes", [WordTable, input_ids], ("axis", 0));
        var scales = Graph.Node("Gather", "embeddings.words.scales", [Scale(WordTable), input_ids], ("axis", 0));
        var wide = Graph.Node(
            "Unsqueeze", "embeddings.words.scales.wide", [scales, Graph.Longs("embeddings.words.scales.axes", -1)]);
        var floats = Graph.Node("Cast", "embeddings.words.floats", [codes], ("to", (int)DataType.Float));
        return Graph.Node("Mul", "embeddings.words", [floats, wide]);
    }

    /// <inheritdoc />
    public override Factor Enter(string site, string value)
    {
        var range = Weights.Range(site);
        Graph.Floats(Scale(site), [range.Scale]);
        Graph.Byte(ZeroPoint(site), range.ZeroPoint);
        return new Factor(Graph.Node("QuantizeLinear", $"{site}.codes", [value, Scale(site), ZeroPoint(site)]), site);
    }

    /// <inheritdoc />
    public override string Project(string name, Factor x, params string[] layers)
    {
        var matrix = QuantizedMatrix.Of(name, Stack(layers));
        var codes = Graph.SBytes(
            $"{name}.weight", Transpose([matrix.Rows, matrix.Columns], matrix.Codes), matrix.Columns, matrix.Rows);
        var scales = Graph.Floats(Scale(codes), matrix.Scales, matrix.Rows);
        var biases = Biases(layers);
        var bias = Graph.Floats($"{name}.bias", biases, biases.Length);
        return Graph.ContribNode(
            "MatMulIntegerToFloat", name, [x.Value, codes, Scale(x.Site), scales, ZeroPoint(x.Site), "", bias]);
    }

    /// <inheritdoc />
    /// <remarks>QGemm takes the table as the embeddings store it, so the file and the session hold it once.</remarks>
    public override string ProjectOntoTable(string name, Factor x, string bias)
    {
        var biases = Weights.Tensor(bias).Values;
        var zeros = Graph.SBytes($"{WordTable}.zero_point", new sbyte[biases.Length], biases.Length);
        var product = Graph.ContribNode(
            "QGemm",
            $"{name}.product",
            [x.Value, Scale(x.Site), ZeroPoint(x.Site), WordTable, Scale(WordTable), zeros],
            ("transB", 1));
        return Graph.Node("Add", name, [product, Graph.Floats($"{name}.bias", biases, biases.Length)]);
    }

    private static string Scale(string name) => $"{name}.scale";

    private static string ZeroPoint(string site) => $"{site}.zero_point";
}
