namespace DavidBert.Training.Export;

/// <summary>A dense float32 tensor in row-major order, outside TorchSharp.</summary>
/// <param name="Shape">The dimensions; their product is the length of <paramref name="Values"/>.</param>
/// <param name="Values">The numbers, last dimension fastest.</param>
public sealed record FloatTensor(IReadOnlyList<int> Shape, float[] Values);
