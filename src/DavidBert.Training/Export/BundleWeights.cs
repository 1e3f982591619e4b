using DavidBert.Bundles;
using DavidBert.Training.Modeling;

namespace DavidBert.Training.Export;

/// <summary>
/// Turns the graph of a bundle back into a model that can be trained: the inverse of <see cref="WordGraph"/>. Integers become the
/// floats that they stand for, which round to the same integers again.
/// </summary>
internal sealed class BundleWeights
{
    private const string Words = "embeddings.word_embeddings.weight";
    private const string Positions = "embeddings.position_embeddings.weight";
    private const string Transform = "cls.predictions.transform";

    private readonly Dictionary<string, FloatTensor> tensors = new(StringComparer.Ordinal);
    private readonly GraphTensors graph;
    private readonly ModelDimensions dimensions;

    private BundleWeights(GraphTensors graph, ModelDimensions dimensions) => (this.graph, this.dimensions) = (graph, dimensions);

    /// <summary>The weights of a bundle, and the ranges of its activations where it is quantized.</summary>
    /// <exception cref="InvalidDataException">The graph was not written by this project, or not with these dimensions.</exception>
    public static ModelWeights Read(Bundle bundle)
    {
        var manifest = bundle.Manifest;
        return new BundleWeights(GraphTensors.Read(bundle.ModelPath), manifest.Dimensions).Read(
            Choice<Pooling>(manifest.Pooling, "pooling"), Choice<HeadKind>(manifest.Head, "head"));
    }

    private ModelWeights Read(Pooling pooling, HeadKind head)
    {
        ReadEmbeddings();
        for (var layer = 0; layer < dimensions.Layers; layer++)
        {
            ReadLayer(layer, isShort: pooling != Pooling.Mean && layer == dimensions.Layers - 1);
        }

        if (pooling == Pooling.Pooler)
        {
            ReadProduct("pooler.product", "pooler.dense");
        }

        ReadHead(head);
        return new ModelWeights(Config(), pooling, head, tensors, graph.Has(Scale(QuantizationSite.Head)) ? Ranges(pooling, head) : null);
    }

    private BertConfig Config() => new()
    {
        VocabSize = dimensions.Vocabulary,
        HiddenSize = dimensions.Hidden,
        NumHiddenLayers = dimensions.Layers,
        NumAttentionHeads = dimensions.Heads,
        IntermediateSize = dimensions.Intermediate,
        MaxPositionEmbeddings = tensors[Positions].Shape[0],
        TypeVocabSize = 1,
        LayerNormEps = graph.Epsilon,
    };

    /// <summary>The graph has the one segment's embedding added to the positions', so that it is zero here.</summary>
    private void ReadEmbeddings()
    {
        tensors[Words] = graph.Table(Words);
        tensors[Positions] = graph.Floats(Positions);
        tensors["embeddings.token_type_embeddings.weight"] = new FloatTensor([1, dimensions.Hidden], new float[dimensions.Hidden]);
        ReadNormalization("embeddings");
    }

    private void ReadLayer(int index, bool isShort)
    {
        var name = $"encoder.layer.{index}";
        var attention = $"{name}.attention.self";
        if (isShort)
        {
            ReadProduct($"{attention}.query", $"{attention}.query");
            ReadProduct($"{attention}.product", $"{attention}.key", $"{attention}.value");
        }
        else
        {
            ReadProduct($"{attention}.product", $"{attention}.query", $"{attention}.key", $"{attention}.value");
        }

        ReadProduct($"{name}.attention.output.product", $"{name}.attention.output.dense");
        ReadNormalization($"{name}.attention.output");
        ReadProduct($"{name}.intermediate.product", $"{name}.intermediate.dense");
        ReadProduct($"{name}.output.product", $"{name}.output.dense");
        ReadNormalization($"{name}.output");
    }

    private void ReadHead(HeadKind head)
    {
        if (head == HeadKind.Linear)
        {
            ReadProduct("classifier", "classifier");
            return;
        }

        ReadProduct($"{Transform}.product", $"{Transform}.dense");
        ReadNormalization(Transform);
        tensors["cls.predictions.bias"] = graph.Floats("cls.predictions.bias");
    }

    /// <summary>Cuts a product into the layers that stand side by side in it.</summary>
    private void ReadProduct(string product, params string[] layers)
    {
        var (weight, bias) = (graph.Matrix($"{product}.weight"), graph.Floats($"{product}.bias"));
        var (outputs, inputs) = (weight.Shape[0] / layers.Length, weight.Shape[1]);
        foreach (var (place, layer) in layers.Index())
        {
            tensors[$"{layer}.weight"] = new FloatTensor(
                [outputs, inputs], weight.Values.AsSpan(place * outputs * inputs, outputs * inputs).ToArray());
            tensors[$"{layer}.bias"] = new FloatTensor([outputs], bias.Values.AsSpan(place * outputs, outputs).ToArray());
        }
    }

    private void ReadNormalization(string name)
    {
        foreach (var part in (string[])[$"{name}.LayerNorm.weight", $"{name}.LayerNorm.bias"])
        {
            tensors[part] = graph.Floats(part);
        }
    }

    private Dictionary<string, ActivationRange> Ranges(Pooling pooling, HeadKind head)
    {
        var sites = Enumerable.Range(0, dimensions.Layers).SelectMany(layer => (string[])
        [
            QuantizationSite.AttentionInput(layer), QuantizationSite.AttentionOutput(layer),
            QuantizationSite.Intermediate(layer), QuantizationSite.Output(layer),
        ]).Append(QuantizationSite.Head);
        sites = pooling == Pooling.Pooler ? sites.Append(QuantizationSite.Pooler) : sites;
        sites = head == HeadKind.Tied ? sites.Append(QuantizationSite.Table) : sites;
        return sites.ToDictionary(site => site, graph.Range, StringComparer.Ordinal);
    }

    private static string Scale(string site) => $"{site}.scale";

    private static T Choice<T>(string text, string field)
        where T : struct, Enum =>
        Enum.TryParse<T>(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var choice)
            ? choice
            : throw new InvalidDataException($"The bundle's {field} is '{text}', which this program does not know.");
}
