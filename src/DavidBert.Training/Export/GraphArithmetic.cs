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

    /// <summary>x·Wᵀ + b with the weights of one or more layers side by side; float32 [.., sum of their widths].</summary>
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
