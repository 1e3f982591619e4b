using TorchSharp;
using static TorchSharp.torch;

namespace DavidBert.Training.Native;

/// <summary>Arithmetic of tensors that leaves nothing to the garbage collector.</summary>
/// <remarks>
/// TorchSharp makes a native scalar of every number in an expression, and adds two tensors by way of one too
/// (<c>x.add(y, 1)</c>). Nothing refers to that scalar but the call at work, which has read its handle already: a
/// collection may finalize it while native code still reads it, and the process ends in "Expected false to be true …
/// at Scalar.h". BannedSymbols.txt keeps those operators out of this project.
/// </remarks>
internal static class TensorArithmetic
{
    private static readonly Scalar One = 1.ToScalar();

    /// <summary>x + y.</summary>
    public static Tensor Plus(this Tensor x, Tensor y) => x.add(y, One);

    /// <summary>x + y, written into x.</summary>
    public static Tensor PlusInPlace(this Tensor x, Tensor y) => x.add_(y, One);

    /// <summary>x + y · <paramref name="factor"/>, written into x.</summary>
    public static Tensor PlusInPlace(this Tensor x, Tensor y, double factor)
    {
        using var scalar = factor.ToScalar();
        return x.add_(y, scalar);
    }

    /// <summary>x + <paramref name="number"/>, written into x.</summary>
    public static Tensor PlusInPlace(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.add_(scalar, One);
    }

    /// <summary>x + y · z · <paramref name="factor"/>, written into x.</summary>
    public static Tensor PlusProductInPlace(this Tensor x, Tensor y, Tensor z, double factor)
    {
        using var scalar = factor.ToScalar();
        return x.addcmul_(y, z, scalar);
    }

    /// <summary>x + y / z · <paramref name="factor"/>, written into x.</summary>
    public static Tensor PlusQuotientInPlace(this Tensor x, Tensor y, Tensor z, double factor)
    {
        using var scalar = factor.ToScalar();
        return x.addcdiv_(y, z, scalar);
    }

    /// <summary>x · <paramref name="factor"/>, written into x.</summary>
    public static Tensor TimesInPlace(this Tensor x, double factor)
    {
        using var scalar = factor.ToScalar();
        return x.mul_(scalar);
    }

    /// <summary>x / <paramref name="divisor"/>.</summary>
    public static Tensor Over(this Tensor x, double divisor)
    {
        using var scalar = divisor.ToScalar();
        return x.div(scalar);
    }

    /// <summary>x / <paramref name="divisor"/>, written into x.</summary>
    public static Tensor OverInPlace(this Tensor x, double divisor)
    {
        using var scalar = divisor.ToScalar();
        return x.div_(scalar);
    }

    /// <summary>x where it lies between the bounds, else the nearer one.</summary>
    public static Tensor Clamped(this Tensor x, double min, double max)
    {
        using var least = min.ToScalar();
        using var most = max.ToScalar();
        return x.clamp(least, most);
    }

    /// <summary>x where it is at least <paramref name="min"/>, else that; written into x.</summary>
    public static Tensor AtLeastInPlace(this Tensor x, double min)
    {
        using var least = min.ToScalar();
        return x.clamp_(min: least);
    }
}
