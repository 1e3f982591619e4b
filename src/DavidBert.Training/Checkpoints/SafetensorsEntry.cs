namespace DavidBert.Training.Checkpoints;

/// <summary>One tensor as the header of a safetensors file describes it.</summary>
/// <param name="Dtype">The element type as the format names it: <c>F32</c>, <c>BF16</c>, <c>I64</c> …</param>
/// <param name="Shape">The dimensions; none for a scalar.</param>
/// <param name="Begin">Where its bytes begin, counted from the end of the header.</param>
/// <param name="End">Where its bytes end (exclusive), counted likewise.</param>
public sealed record SafetensorsEntry(string Dtype, IReadOnlyList<int> Shape, long Begin, long End)
{
    /// <summary>The shape as messages show it: <c>[30522, 384]</c>.</summary>
    internal string ShapeText => FormatShape(Shape);

    internal static string FormatShape(IEnumerable<int> shape) => $"[{string.Join(", ", shape)}]";
}
