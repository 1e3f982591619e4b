using DavidBert.Bundles;
using DavidBert.Glossaries;

namespace DavidBert;

/// <summary>How a predictor computes.</summary>
public sealed record PredictorOptions
{
    /// <summary>Threads for one run of the model, at least 1; by default the machine's cores, at most 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Threads
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = Math.Min(Environment.ProcessorCount, 4);

    /// <summary>The longest phrase in characters (UTF-16 units) that is answered; null for any.</summary>
    public int? MaxCharacters { get; init; }

    /// <summary>Definitions of one's own terms, which go before those of the bundle; null for none.</summary>
    public GlossaryTable? Glossary { get; init; }

    /// <summary>Whether the bundle's glossary is read.</summary>
    public bool ReadsDefinitions { get; init; } = true;

    /// <summary>Whether typing errors are read as they are meant, where the bundle knows words.</summary>
    public bool RepairsSpelling { get; init; } = true;

    /// <summary>
    /// What tells these answers from those of the same bundle read otherwise; empty for the defaults. The same text
    /// means the same answers.
    /// </summary>
    internal string Reading => Glossary is null && ReadsDefinitions && RepairsSpelling
        ? ""
        : $"glossary {Glossary?.Hash}, definitions {ReadsDefinitions}, spelling {RepairsSpelling}";

    /// <summary>How logits become scores, instead of the bundle's own scale: for choosing that one.</summary>
    internal ScoreScale? Scores { get; init; }

    /// <summary>From which share on nothing fits, instead of the bundle's own: for choosing that one.</summary>
    internal double? NothingAt { get; init; }
}
