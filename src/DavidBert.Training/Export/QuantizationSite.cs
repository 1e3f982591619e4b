namespace DavidBert.Training.Export;

/// <summary>The places where an activation is quantized: the input of every matrix product with weights.</summary>
public static class QuantizationSite
{
    /// <summary>The input of query, key and value of a layer.</summary>
    public static string AttentionInput(int layer) => $"encoder.layer.{layer}.attention.self";

    /// <summary>The context vectors that enter <c>attention.output.dense</c> of a layer.</summary>
    public static string AttentionOutput(int layer) => $"encoder.layer.{layer}.attention.output";

    /// <summary>The input of <c>intermediate.dense</c> of a layer.</summary>
    public static string Intermediate(int layer) => $"encoder.layer.{layer}.intermediate";

    /// <summary>The input of <c>output.dense</c> of a layer, after GELU.</summary>
    public static string Output(int layer) => $"encoder.layer.{layer}.output";

    /// <summary>The input of <c>pooler.dense</c> ([CLS]'s hidden state).</summary>
    public const string Pooler = "pooler";

    /// <summary>The pooled vector that enters the head: <c>cls.predictions.transform.dense</c> or <c>classifier</c>.</summary>
    public const string Head = "head";

    /// <summary>The transformed vector that meets the table in a tied head.</summary>
    public const string Table = "table";
}
