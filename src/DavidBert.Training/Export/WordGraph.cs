using DavidBert.Training.Export.Onnx;
using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;
using DataType = DavidBert.Training.Export.Onnx.TensorProto.Types.DataType;

namespace DavidBert.Training.Export;

/// <summary>
/// The graph from <c>input_ids</c> and <c>attention_mask</c> to <c>logits</c>, in one of the two arithmetics.
/// </summary>
internal sealed class WordGraph
{
    private const string SegmentTable = "embeddings.token_type_embeddings.weight";

    private readonly GraphBuilder graph = new();
    private readonly ModelWeights weights;
    private readonly GraphArithmetic arithmetic;
    private readonly int maxLength;

    private WordGraph(ModelWeights weights, int maxLength, Func<GraphBuilder, ModelWeights, GraphArithmetic> arithmetic)
    {
        this.weights = weights;
        this.maxLength = Math.Min(maxLength, weights.Config.MaxPositionEmbeddings);
        this.arithmetic = arithmetic(graph, weights);
    }

    private BertConfig Config => weights.Config;

    /// <summary>The float32 graph, equal to the model as it was trained.</summary>
    /// <param name="weights">The model.</param>
    /// <param name="maxLength">The longest sequence the graph takes, in word pieces.</param>
    /// <param name="withPooled">Whether the pooled vector is an output too, called <c>pooled</c>.</param>
    /// <exception cref="InvalidDataException">A parameter is missing.</exception>
    public static ModelProto Float(ModelWeights weights, int maxLength, bool withPooled = false) =>
        new WordGraph(weights, maxLength, (g, w) => new FloatArithmetic(g, w)).Build(withPooled);

    /// <summary>The static 8-bit graph: a sequence has the same logits in any batch and under any padding.</summary>
    /// <param name="weights">The model, with the ranges of its activations.</param>
    /// <param name="maxLength">The longest sequence the graph takes, in word pieces.</param>
    /// <param name="withPooled">Whether the pooled vector is an output too, called <c>pooled</c>.</param>
    /// <exception cref="InvalidDataException">A parameter or a range is missing, or a weight is not finite.</exception>
    public static ModelProto Quantized(ModelWeights weights, int maxLength, bool withPooled = false) =>
        new WordGraph(weights, maxLength, (g, w) => new QuantizedArithmetic(g, w)).Build(withPooled);

    private ModelProto Build(bool withPooled)
    {
        var input_ids = graph.Input("input_ids");
        var attention_mask = graph.Input("attention_mask");
        var mask = graph.Node("Cast", "mask", [attention_mask], ("to", (int)DataType.Int32));
        var hidden = Embed(input_ids, weights.ReadsPairs ? graph.Input("token_type_ids") : null);
        for (var layer = 0; layer < Config.NumHiddenLayers; layer++)
        {
            var firstOnly = !weights.Pooling.ReadsAllPositions && layer == Config.NumHiddenLayers - 1;
            hidden = Layer(layer, hidden, mask, firstOnly);
        }

        var pooled = Pool(hidden, attention_mask);
        graph.Output("logits", Head(pooled), weights.Answers);
        if (withPooled)
        {
            graph.Output("pooled", pooled, Config.HiddenSize);
        }

        return graph.Build();
    }

    private string Embed(string input_ids, string? token_type_ids)
    {
        var length = graph.Node("Shape", "length", [input_ids], ("start", 1), ("end", 2));
        var positions = graph.Node(
            "Slice", "embeddings.positions", [Positions(), graph.Longs("zero", 0), length, graph.Longs("axis", 0)]);
        var sum = graph.Node("Add", "embeddings.sum", [arithmetic.Embed(input_ids), positions]);
        return Normalize("embeddings", token_type_ids is null ? sum : WithSegments(sum, token_type_ids));
    }

    private string WithSegments(string sum, string token_type_ids) => graph.Node(
        "Add", "embeddings.all", [sum, graph.Node("Gather", "embeddings.segments", [Segments(), token_type_ids])]);

    /// <summary>The segment embeddings, [segments, hidden].</summary>
    private string Segments()
    {
        var segments = weights.Tensor(SegmentTable);
        return graph.Floats(SegmentTable, segments.Values, [.. segments.Shape]);
    }

    /// <summary>
    /// The position embeddings, [maxLength, hidden]; where there is one segment, with its embedding added.
    /// </summary>
    private string Positions()
    {
        var positions = weights.Tensor("embeddings.position_embeddings.weight").Values;
        var segment = weights.Tensor(SegmentTable).Values;
        var width = Config.HiddenSize;
        var sum = positions[..(maxLength * width)];
        for (var i = 0; !weights.ReadsPairs && i < sum.Length; i++)
        {
            sum[i] += segment[i % width];
        }

        return graph.Floats("embeddings.position_embeddings.weight", sum, maxLength, width);
    }

    private string Layer(int index, string hidden, string mask, bool firstOnly)
    {
        var name = $"encoder.layer.{index}";
        var residual = firstOnly ? First(name, hidden) : hidden;
        var context = Attend(index, hidden, mask, firstOnly);
        var attended = Residual(
            $"{name}.attention.output", QuantizationSite.AttentionOutput(index), context, residual);
        var wide = arithmetic.Project(
            $"{name}.intermediate.product",
            arithmetic.Enter(QuantizationSite.Intermediate(index), attended),
            $"{name}.intermediate.dense");
        var activated = graph.ContribNode("Gelu", $"{name}.intermediate", [wide]);
        return Residual($"{name}.output", QuantizationSite.Output(index), activated, attended);
    }

    private string Attend(int index, string hidden, string mask, bool firstOnly)
    {
        var name = $"encoder.layer.{index}.attention.self";
        var x = arithmetic.Enter(QuantizationSite.AttentionInput(index), hidden);
        IReadOnlyList<string> parts;
        if (firstOnly)
        {
            var first = x with { Value = First($"{name}.query", x.Value) };
            var keyValue = arithmetic.Project($"{name}.product", x, $"{name}.key", $"{name}.value");
            parts = [arithmetic.Project($"{name}.query", first, $"{name}.query"), .. Split(name, keyValue, 2)];
        }
        else
        {
            var product = arithmetic.Project($"{name}.product", x, $"{name}.query", $"{name}.key", $"{name}.value");
            parts = Split(name, product, 3);
        }

        return graph.ContribNode(
            "MultiHeadAttention", $"{name}.context", [.. parts, "", mask], ("num_heads", Config.NumAttentionHeads));
    }

    private IReadOnlyList<string> Split(string name, string product, int parts) =>
        graph.Nodes("Split", $"{name}.part", parts, [product], ("axis", 2), ("num_outputs", parts));

    private string Residual(string name, string site, string value, string residual)
    {
        var projected = arithmetic.Project($"{name}.product", arithmetic.Enter(site, value), $"{name}.dense");
        return Normalize(name, graph.Node("Add", $"{name}.sum", [projected, residual]));
    }

    private string Normalize(string name, string value)
    {
        return graph.Node(
            "LayerNormalization", $"{name}.normalized", [value, Constant("weight"), Constant("bias")],
            ("axis", -1), ("epsilon", (float)Config.LayerNormEps));

        string Constant(string part)
        {
            var parameter = $"{name}.LayerNorm.{part}";
            return graph.Floats(parameter, weights.Tensor(parameter).Values, Config.HiddenSize);
        }
    }

    /// <summary>[CLS]'s hidden state, [batch, 1, hidden].</summary>
    private string First(string name, string hidden) => graph.Node(
        "Gather", $"{name}.first", [hidden, graph.Longs($"{name}.first.index", 0)], ("axis", 1));

    private string Pool(string hidden, string attention_mask) => weights.Pooling switch
    {
        Pooling.Pooler => ThroughPooler(FirstToken(hidden)),
        Pooling.FirstToken => FirstToken(hidden),
        Pooling.Mean => Mean(hidden, attention_mask),
    };

    /// <summary>[CLS]'s hidden state, [batch, hidden].</summary>
    private string FirstToken(string hidden) =>
        graph.Node("Gather", "first_token", [hidden, graph.Long("first_token.index", 0)], ("axis", 1));

    private string ThroughPooler(string first)
    {
        var entered = arithmetic.Enter(QuantizationSite.Pooler, first);
        return graph.Node("Tanh", "pooler_output", [arithmetic.Project("pooler.product", entered, "pooler.dense")]);
    }

    /// <remarks>
    /// A product with the mask, row by row: the order in which a sequence is summed depends on no other.
    /// </remarks>
    private string Mean(string hidden, string attention_mask)
    {
        var mask = graph.Node("Cast", "mean.mask", [attention_mask], ("to", (int)DataType.Float));
        var along = graph.Longs("mean.along", 1);
        var count = graph.Node("ReduceSum", "mean.count", [mask, along], ("keepdims", 1));
        var row = graph.Node("Unsqueeze", "mean.mask.row", [mask, along]);
        var sum = graph.Node("MatMul", "mean.sum", [row, hidden]);
        return graph.Node("Div", "mean", [graph.Node("Squeeze", "mean.sum.flat", [sum, along]), count]);
    }

    private string Head(string pooled)
    {
        var entered = arithmetic.Enter(QuantizationSite.Head, pooled);
        return weights.Head switch
        {
            HeadKind.Linear => arithmetic.Project("classifier", entered, "classifier"),
            HeadKind.Tied => TiedHead(entered),
            HeadKind.Answers => AnswersHead(entered),
        };
    }

    private string AnswersHead(GraphArithmetic.Factor entered)
    {
        const string Rows = "cls.answers";
        return arithmetic.Project(Rows, Transformed("cls.transform", entered), Rows);
    }

    private string TiedHead(GraphArithmetic.Factor entered) => arithmetic.ProjectOntoTable(
        "cls.predictions", Transformed("cls.predictions.transform", entered), "cls.predictions.bias");

    private GraphArithmetic.Factor Transformed(string name, GraphArithmetic.Factor entered)
    {
        var product = arithmetic.Project($"{name}.product", entered, $"{name}.dense");
        var normalized = Normalize(name, graph.ContribNode("Gelu", name, [product]));
        return arithmetic.Enter(QuantizationSite.Table, normalized);
    }
}
