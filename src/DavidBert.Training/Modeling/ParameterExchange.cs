using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DavidBert.Training.Modeling;

/// <summary>
/// Carries a model's parameters to plain arrays and back, by Hugging Face's names without the <c>bert.</c> prefix.
/// </summary>
internal static class ParameterExchange
{
    private const string Prefix = "bert.";
    private const string TableName = "embeddings.word_embeddings.weight";
    private const string AnswersPrefix = "cls.answers.";
    private const string SlotsName = "cls.predictions.slots";

    /// <summary>The names and shapes of all parameters but the slots' rows, which belong to the table.</summary>
    public static IReadOnlyDictionary<string, int[]> Shapes(WordModel model) =>
        Named(model).Where(p => !IsSlots(p.Name)).ToDictionary(
            p => p.Name, p => p.Parameter.shape.Select(d => (int)d).ToArray(), StringComparer.Ordinal);

    /// <summary>Copies all parameters; the rows of named slots stand in the word-embedding table.</summary>
    public static IReadOnlyDictionary<string, FloatTensor> Read(WordModel model)
    {
        var tensors = Named(model).Where(p => !IsSlots(p.Name)).ToDictionary(
            p => p.Name, p => ToArray(p.Parameter), StringComparer.Ordinal);
        if (Named(model).FirstOrDefault(p => IsSlots(p.Name)).Parameter is { } slots)
        {
            var table = tensors[TableName].Values;
            var rows = ToArray(slots).Values;
            var width = model.Config.HiddenSize;
            for (var i = 0; i < model.SlotIndexes.Count; i++)
            {
                rows.AsSpan(i * width, width).CopyTo(table.AsSpan(model.SlotIndexes[i] * width));
            }
        }

        return tensors;
    }

    /// <summary>
    /// Sets the parameters that <paramref name="tensors"/> name and leaves the others; the slots' rows are read from
    /// the table. Of a list of answers that has grown, the first are set.
    /// </summary>
    /// <exception cref="ArgumentException">A name is not the model's, or a shape differs.</exception>
    public static void Write(WordModel model, IReadOnlyDictionary<string, FloatTensor> tensors)
    {
        var parameters = Named(model).ToDictionary(p => p.Name, p => p.Parameter, StringComparer.Ordinal);
        foreach (var (name, value) in tensors)
        {
            if (!parameters.TryGetValue(name, out var parameter))
            {
                throw new ArgumentException($"The model has no parameter '{name}'.", nameof(tensors));
            }

            var rows = parameter.shape[0];
            using var own = parameter.narrow(0, 0, IsAnswers(name) ? Math.Min(value.Shape[0], rows) : rows);
            Copy(value, own, name);
        }

        if (tensors.ContainsKey(TableName) && parameters.TryGetValue(SlotsName, out var slots))
        {
            using var scope = NewDisposeScope();
            using var _ = no_grad();
            var indexes = tensor(model.SlotIndexes.Select(i => (long)i).ToArray());
            slots.copy_(model.Table.index_select(0, indexes));
        }
    }

    /// <summary>All parameters by their names, the slots' rows included.</summary>
    internal static IEnumerable<(string Name, Parameter Parameter)> Named(WordModel model) =>
        model.named_parameters().Select(p => (
            p.name.StartsWith(Prefix, StringComparison.Ordinal) ? p.name[Prefix.Length..] : p.name, p.parameter));

    /// <summary>A copy outside TorchSharp.</summary>
    internal static FloatTensor ToArray(Tensor value)
    {
        using var scope = NewDisposeScope();
        return new([.. value.shape.Select(d => (int)d)], value.detach().contiguous().data<float>().ToArray());
    }

    /// <summary>Overwrites a parameter in place.</summary>
    internal static void Copy(FloatTensor value, Tensor parameter, string name)
    {
        var shape = parameter.shape;
        if (!shape.SequenceEqual(value.Shape.Select(d => (long)d)))
        {
            throw new ArgumentException(
                $"'{name}' is [{string.Join(", ", value.Shape)}]; the model needs [{string.Join(", ", shape)}].",
                nameof(value));
        }

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        parameter.copy_(tensor(value.Values, shape));
    }

    private static bool IsAnswers(string name) => name.StartsWith(AnswersPrefix, StringComparison.Ordinal);

    private static bool IsSlots(string name) => string.Equals(name, SlotsName, StringComparison.Ordinal);
}

/// <summary>A dense float32 tensor in row-major order, outside TorchSharp.</summary>
/// <param name="Shape">The dimensions; their product is the length of <paramref name="Values"/>.</param>
/// <param name="Values">The numbers, last dimension fastest.</param>
internal sealed record FloatTensor(IReadOnlyList<int> Shape, float[] Values);
