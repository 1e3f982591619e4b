namespace DavidBert.Training.Tests.Export;

/// <summary>What logits come to.</summary>
internal static class Answers
{
    /// <summary>The index of the greatest logit and its softmax.</summary>
    public static (int Index, double Score) Best(float[] logits)
    {
        var index = Array.IndexOf(logits, logits.Max());
        return (index, 1 / logits.Sum(l => Math.Exp((double)l - logits[index])));
    }

    /// <summary>The greatest difference between two rows.</summary>
    public static double Distance(float[] a, float[] b)
    {
        Assert.Equal(a.Length, b.Length);
        return a.Zip(b, (x, y) => Math.Abs((double)x - y)).Max();
    }
}
