namespace DavidBert.Training.Runs;

/// <summary>Where the default recipe reads and writes.</summary>
/// <param name="Data">The lexicon.</param>
/// <param name="Base">The folder of the base checkpoint.</param>
/// <param name="Artifacts">The folder for runs and for the bundles that are not published.</param>
/// <param name="Bundle">The folder of the default bundle.</param>
internal sealed record DefaultPaths(string Data, string Base, string Artifacts, string Bundle)
{
    /// <summary>The phrases without a label, beside the lexicon.</summary>
    public string Unlabelled => Path.Combine(Path.GetDirectoryName(Data)!, "unlabelled.txt");

    /// <summary>The bundle that the figures are of.</summary>
    public string Split => Path.Combine(Artifacts, "split");

    /// <summary>Its float32 graph: the same weights without the quantizers.</summary>
    public string OwnFloat => Path.Combine(Artifacts, "split-own-float");

    /// <summary>The float32 graph of the weights before quantization was simulated.</summary>
    public string BestFloat => Path.Combine(Artifacts, "split-best-float");
}
