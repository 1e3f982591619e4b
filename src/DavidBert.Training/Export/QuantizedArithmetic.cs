using DavidBert.Training.Quantization;

namespace DavidBert.Training.Export;

/// <summary>
/// Products of 8-bit activations, by one fixed scale a site, with 7-bit weights, by one scale an output. The sums are integers,
/// so they are the same in any batch and on any CPU.
/// </summary>
internal sealed class QuantizedArithmetic(GraphBuilder graph, ModelWeights weights) : GraphArithmetic(graph, weights)
{
    private const string TableName = "embeddings.word_embeddings.weight";

    private readonly HashSet<string> sites = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public override string Embed(string input_ids)
    {
        var table = QuantizedMatrix.Of(Parameter(TableName));
        Graph.SBytes(TableName, table.Codes, table.Rows, table.Columns);
        Graph.Floats(Scale(TableName), table.Scales, table.Rows);
        var codes = Graph.Node("Gather", "embeddings.words.codes", [TableName, input_ids], ("axis", 0));
        var scales = Graph.Node("Gather", "embeddings.words.scales", [Scale(TableName), input_ids], ("axis", 0));
        var wide = Graph.Node(
            "Unsqueeze", "embeddings.words.scales.wide", [scales, Graph.Longs("embeddings.words.scales.axes", -1)]);
        var floats = Graph.Node("Cast", "embeddings.words.floats", [codes], ("to", 1));
        return Graph.Node("Mul", "embeddings.words", [floats, wide]);
    }

    /// <inheritdoc />
    public override Factor Enter(string site, string value)
    {
        if (sites.Add(site))
        {
            var range = Range(site);
            Graph.Floats(Scale(site), [range.Scale]);
            Graph.Byte(ZeroPoint(site), range.ZeroPoint);
        }

        return new Factor(
            Graph.Node("QuantizeLinear", $"{value}.codes", [value, Scale(site), ZeroPoint(site)]), site);
    }

    /// <inheritdoc />
    public override string Project(string name, Factor x, params string[] layers)
    {
        var matrix = QuantizedMatrix.Of(Stack(layers));
        var codes = Graph.SBytes(
            $"{name}.weight", Transpose([matrix.Rows, matrix.Columns], matrix.Codes), matrix.Columns, matrix.Rows);
        var scales = Graph.Floats(Scale(codes), matrix.Scales, matrix.Rows);
        return Multiply(name, x, codes, scales, Biases(layers));
    }

    /// <inheritdoc />
    public override string ProjectOntoTable(string name, Factor x, string bias)
    {
        var turned = Graph.Node("Transpose", $"{name}.table", [TableName], ("perm", new long[] { 1, 0 }));
        return Multiply(name, x, turned, Scale(TableName), Parameter(bias).Values);
    }

    private string Multiply(string name, Factor x, string codes, string scales, float[] bias) => Graph.ContribNode(
        "MatMulIntegerToFloat",
        name,
        [x.Value, codes, Scale(x.Site), scales, ZeroPoint(x.Site), "", Graph.Floats($"{name}.bias", bias, bias.Length)]);

    private ActivationRange Range(string site) =>
        Weights.Ranges is { } ranges && ranges.TryGetValue(site, out var range)
            ? range
            : throw new InvalidDataException(
                $"The range of the activations at '{site}' is not known: the model was trained without '--quantization-aware', "
                + "so it can be exported in float32 only.");

    private static string Scale(string name) => $"{name}.scale";

    private static string ZeroPoint(string site) => $"{site}.zero_point";
}
