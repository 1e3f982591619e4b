namespace DavidBert.Training.Runs;

/// <summary>Where a training leaves what it makes.</summary>
/// <param name="Root">The folder of the run.</param>
internal sealed record RunFolder(string Root)
{
    /// <summary>Settings, data and figures.</summary>
    public string Manifest => Path.Combine(Root, "run.json");

    /// <summary>The dimensions, as Hugging Face names them.</summary>
    public string Config => Path.Combine(Root, "config.json");

    /// <summary>The weights at the end, by Hugging Face's names.</summary>
    public string Weights => Path.Combine(Root, "model.safetensors");

    /// <summary>The weights before quantization was simulated.</summary>
    public string FloatWeights => Path.Combine(Root, "float.safetensors");

    /// <summary>What the tokenizer reads.</summary>
    public string Vocabulary => Path.Combine(Root, "vocab.txt");

    /// <summary>What the output indexes are called.</summary>
    public string Words => Path.Combine(Root, "words.txt");

    /// <summary>The curves of loss and accuracy.</summary>
    public string Curves => Path.Combine(Root, "curves.png");

    /// <summary>The report to read.</summary>
    public string Report => Path.Combine(Root, "report.md");

    /// <summary>The checkpoint of a training that has not ended.</summary>
    public string Checkpoint => Path.Combine(Root, "checkpoint");
}
