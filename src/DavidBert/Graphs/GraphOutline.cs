using System.Globalization;
using System.Text;

namespace DavidBert.Graphs;

/// <summary>
/// A graph file without its large weights, and where those lie in it: ONNX Runtime then parses a few hundred kilobytes
/// and takes the weights from the file. Fields have the numbers of <c>onnx.proto</c>.
/// </summary>
internal sealed class GraphOutline
{
    private const long LeastBytes = 1 << 16;
    private const ulong GraphOfModel = 7;
    private const ulong NodeOfGraph = 1;
    private const ulong InitializerOfGraph = 5;
    private const ulong RawData = 9;

    private readonly List<Weight> weights = [];
    private readonly byte[] rest;

    private GraphOutline(Stream file)
    {
        var model = new MemoryStream();
        WireFormat.Copy(
            file, file.Length, model, (field, length) => field == GraphOfModel && ReadGraph(file, length, model));
        rest = model.ToArray();
    }

    /// <summary>The graph without the large weights.</summary>
    public ReadOnlySpan<byte> Rest => rest;

    /// <summary>The large weights: initializers of the graph whose values are raw bytes.</summary>
    public IReadOnlyList<Weight> Weights => weights;

    /// <summary>Reads a file, all but the large weights.</summary>
    /// <param name="file">The file, at its beginning; it can seek.</param>
    /// <exception cref="InvalidDataException">It is no graph.</exception>
    public static GraphOutline Read(Stream file) => new(file);

    /// <summary>The graph whose large weights are external data: in the file that was read.</summary>
    /// <param name="fileName">What that file is called in the folder that ONNX Runtime is told.</param>
    public byte[] WithWeightsIn(string fileName)
    {
        var graph = new MemoryStream();
        foreach (var weight in weights)
        {
            WireFormat.Write(graph, InitializerOfGraph, weight.ExternalIn(fileName));
        }

        // A message that is given again is merged with the first: the graph gets these initializers more.
        var model = new MemoryStream();
        model.Write(rest);
        WireFormat.Write(model, GraphOfModel, graph.ToArray());
        return model.ToArray();
    }

    /// <summary>
    /// The large weights that something else than a matrix product reads. A product packs its weights when the session
    /// is made, and does not look at the file again.
    /// </summary>
    public IEnumerable<Weight> ReadWhileRunning()
    {
        var (packed, read) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        for (var model = new ProtobufFields(Rest); model.Read();)
        {
            for (var graph = new ProtobufFields(model.Field == GraphOfModel ? model.Content : default); graph.Read();)
            {
                if (graph.Field == NodeOfGraph)
                {
                    var (type, inputs) = Node(graph.Content);
                    var factor = type is "MatMul" or "MatMulIntegerToFloat" ? 1 : -1;
                    packed.UnionWith(inputs.Where((_, place) => place == factor));
                    read.UnionWith(inputs.Where((_, place) => place != factor));
                }
            }
        }

        return weights.Where(weight => read.Contains(weight.Name) || !packed.Contains(weight.Name));
    }

    private static (string Type, List<string> Inputs) Node(ReadOnlySpan<byte> node)
    {
        var (type, inputs) = (string.Empty, new List<string>());
        for (var fields = new ProtobufFields(node); fields.Read();)
        {
            switch (fields.Field)
            {
                case 1:
                    inputs.Add(Encoding.UTF8.GetString(fields.Content));
                    break;
                case 4:
                    type = Encoding.UTF8.GetString(fields.Content);
                    break;
            }
        }

        return (type, inputs);
    }

    private bool ReadGraph(Stream file, long length, MemoryStream model)
    {
        var graph = new MemoryStream();
        WireFormat.Copy(
            file, length, graph, (field, size) => field == InitializerOfGraph && ReadInitializer(file, size, graph));
        WireFormat.Write(model, GraphOfModel, graph.ToArray());
        return true;
    }

    private bool ReadInitializer(Stream file, long length, MemoryStream graph)
    {
        var tensor = new MemoryStream();
        (long Offset, long Length)? values = null;
        WireFormat.Copy(file, length, tensor, (field, size) =>
        {
            if (field != RawData || size < LeastBytes || values is not null)
            {
                return false;
            }

            values = (file.Position, size);
            file.Position += size;
            return true;
        });
        if (values is var (offset, size))
        {
            weights.Add(new Weight(tensor.ToArray(), offset, size));
        }
        else
        {
            WireFormat.Write(graph, InitializerOfGraph, tensor.ToArray());
        }

        return true;
    }

    /// <summary>A large initializer.</summary>
    internal sealed class Weight
    {
        private readonly byte[] fields;

        public Weight(byte[] fields, long offset, long length)
        {
            (this.fields, Offset, Length) = (fields, offset, length);
            var shape = new List<long>();
            for (var field = new ProtobufFields(fields); field.Read();)
            {
                switch (field.Field)
                {
                    case 1:
                        shape.AddRange(field.Numbers().Select(dimension => (long)dimension));
                        break;
                    case 2:
                        Type = (int)field.Number;
                        break;
                    case 8:
                        Name = Encoding.UTF8.GetString(field.Content);
                        break;
                }
            }

            Shape = [.. shape];
        }

        /// <summary>The fields of the tensor without its values.</summary>
        public ReadOnlySpan<byte> Fields => fields;

        /// <summary>Where its values begin in the file.</summary>
        public long Offset { get; }

        /// <summary>The bytes of its values.</summary>
        public long Length { get; }

        /// <summary>What it is called.</summary>
        public string Name { get; } = string.Empty;

        /// <summary>The type of a value, as a number of <c>TensorProto.DataType</c>.</summary>
        public int Type { get; }

        /// <summary>Its dimensions.</summary>
        public long[] Shape { get; }

        /// <summary>The tensor as external data.</summary>
        public byte[] ExternalIn(string fileName)
        {
            var tensor = new MemoryStream();
            tensor.Write(fields);
            WireFormat.Write(tensor, 14, 1); // data_location: EXTERNAL
            Entry("location", fileName);
            Entry("offset", Offset.ToString(CultureInfo.InvariantCulture));
            Entry("length", Length.ToString(CultureInfo.InvariantCulture));
            return tensor.ToArray();

            void Entry(string key, string value)
            {
                var entry = new MemoryStream();
                WireFormat.Write(entry, 1, key);
                WireFormat.Write(entry, 2, value);
                WireFormat.Write(tensor, 13, entry.ToArray());
            }
        }
    }
}
