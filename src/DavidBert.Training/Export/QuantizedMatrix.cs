using DavidBert.Training.Quantization;

namespace DavidBert.Training.Export;

/// <summary>A matrix in 7 bits: symmetric, one scale a row; value = code · scale of its row.</summary>
/// <param name="Rows">Outputs.</param>
/// <param name="Columns">Inputs.</param>
/// <param name="Codes">Row-major, -63 to 63.</param>
/// <param name="Scales">One a row.</param>
internal sealed record QuantizedMatrix(int Rows, int Columns, sbyte[] Codes, float[] Scales)
{
    private const float LeastMagnitude = 1e-8f;

    /// <summary>Rounds a matrix [rows, columns] to the nearest codes, ties to even.</summary>
    /// <exception cref="InvalidDataException">A weight is infinite or no number.</exception>
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
                throw new InvalidDataException($"Row {row} of '{name}' holds a weight that is infinite or not a number.");
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
