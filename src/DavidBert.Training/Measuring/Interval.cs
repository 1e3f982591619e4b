namespace DavidBert.Training.Measuring;

/// <summary>A figure and between which values it might as well have come out on other rows of the same kind.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Low">The lower end of its 95 % interval.</param>
/// <param name="High">The upper end.</param>
public sealed record Interval(double Value, double Low, double High);
