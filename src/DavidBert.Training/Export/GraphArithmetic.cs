using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;
using DataType = DavidBert.Training.Export.Onnx.TensorProto.Types.DataType;

namespace DavidBert.Training.Export;

/// <summary>How a graph multiplies with weights: in float32, or in integers.</summary>
internal abstract class GraphArithmetic(GraphBuilder graph, ModelWeights weights)
{
    /// <summary>The word-embedding table, [|V|, hidden]; a tied head shares it.</summary>
    protected const string WordTable = "embeddings.word_embeddings.weight";

    /// <summary>The graph that is written.</summary>
    protected GraphBuilder Graph { get; } = graph;

    /// <summary>The model whose weights are multiplied.</summary>
    protected ModelWeights Weights { get; } = weights;

    /// <summary>The rows of the word-embedding table: [batch, length] ids to float32 [batch, length, hidden].</summary>
    public abstract string Embed(string input_ids);

    /// <summary>Makes the activation at <paramref name="site"/> ready for products.</summary>
    public abstract Factor Enter(string site, string value);

    /// <summary>
    /// x·Wᵀ + b with the weights of one or more layers side by side; float32 [.., sum of their widths].
    /// </summary>
    public abstract string Project(string name, Factor x, params string[] layers);

    /// <summary>x·Eᵀ + b with the word-embedding table E; float32 [batch, |V|].</summary>
    public abstract string ProjectOntoTable(string name, Factor x, string bias);

    /// <summary>The biases of several layers, one after the other.</summary>
    protected float[] Biases(string[] layers) => [.. layers.SelectMany(l => Weights.Tensor($"{l}.bias").Values)];

    /// <summary>The weights of several layers, [sum of their outputs, inputs].</summary>
    protected FloatTensor Stack(string[] layers)
    {
        var parts = layers.Select(l => Weights.Tensor($"{l}.weight")).ToArray();
        return new FloatTensor([parts.Sum(p => p.Shape[0]), parts[0].Shape[1]], [.. parts.SelectMany(p => p.Values)]);
    }

    /// <summary>[rows, columns] to [columns, rows].</summary>
    protected static T[] Transpose<T>(IReadOnlyList<int> shape, T[] values)
    {
        var (rows, columns) = (shape[0], shape[1]);
        var turned = new T[values.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                turned[(column * rows) + row] = values[(row * columns) + column];
            }
        }

        return turned;
    }

    /// <summary>A value that is multiplied with weights, and the site it was taken at.</summary>
    /// <param name="Value">Its name in the graph.</param>
    /// <param name="Site">The <see cref="QuantizationSite"/>.</param>
    internal readonly record struct Factor(string Value, string Site);
}

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

/// <summary>
/// Products of 8-bit activations, by one fixed scale a site, with 7-bit weights, by one scale an output. The sums are
/// integers, so they are the same in any batch and on any CPU.
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

/// <summary>A matrix in 7 bits: symmetric, one scale a row; value = code · scale of its row.</summary>
/// <param name="Rows">Outputs.</param>
/// <param name="Columns">Inputs.</param>
/// <param name="Codes">Row-major, -63 to 63.</param>
/// <param name="Scales">One a row.</param>
internal sealed record QuantizedMatrix(int Rows, int Columns, sbyte[] Codes, float[] Scales)
{
    private const float LeastMagnitude = 1e-8f;

    /// <summary>Rounds a matrix [rows, columns] to the nearest codes, ties to even.</summary>
    /// <exception cref="InvalidDataException">A weight is infinite or not a number.</exception>
    public static QuantizedMatrix Of(string name, FloatTensor matrix)
    {
        var (rows, columns) = (matrix.Shape[0], matrix.Shape[1]);
        var codes = new sbyte[matrix.Values.Length];
        var scales = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            var values = matrix.Values.AsSpan(row * columns, columns);
            var greatest = LeastMagnitude;
            foreach (var value in values)
            {
                greatest = Math.Max(greatest, Math.Abs(value));
            }

            if (!float.IsFinite(greatest))
            {
                throw new InvalidDataException(
                    $"Row {row} of '{name}' holds a weight that is infinite or not a number.");
            }

            scales[row] = greatest / WeightQuantization.Limit;
            for (var column = 0; column < columns; column++)
            {
                codes[(row * columns) + column] = (sbyte)MathF.Round(values[column] / scales[row]);
            }
        }

        return new QuantizedMatrix(rows, columns, codes, scales);
    }
}
