namespace DavidBert.Training.Checkpoints;

/// <summary>The names of BERT's tensors in the forms that checkpoints have had over the years.</summary>
internal static class TensorName
{
    private const string Prefix = "bert.";

    /// <summary>Brings a name to the one form: no <c>bert.</c> prefix, <c>LayerNorm.weight</c> and <c>LayerNorm.bias</c>.</summary>
    public static string Normalize(string name)
    {
        var bare = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        return ReplaceEnd(ReplaceEnd(bare, "LayerNorm.gamma", "LayerNorm.weight"), "LayerNorm.beta", "LayerNorm.bias");
    }

    /// <summary>Whether a normal name is that of the list 0, 1, 2 …, which some checkpoints carry along.</summary>
    public static bool IsPosition(string name) => string.Equals(name, "embeddings.position_ids", StringComparison.Ordinal);

    private static string ReplaceEnd(string name, string end, string replacement) =>
        name.EndsWith(end, StringComparison.Ordinal) ? name[..^end.Length] + replacement : name;
}
