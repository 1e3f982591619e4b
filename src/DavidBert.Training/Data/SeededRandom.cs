namespace DavidBert.Training.Data;

/// <summary>
/// SplitMix64, so that one seed gives the same epochs under every version of .NET: a resumed run must draw what the
/// unbroken one would have drawn.
/// </summary>
internal struct SeededRandom
{
    private ulong state;

    /// <summary>A stream of its own for each list of keys.</summary>
    public SeededRandom(params ReadOnlySpan<long> keys)
    {
        foreach (var key in keys)
        {
            state = Mix(state ^ (ulong)key);
        }
    }

    /// <summary>A number from 0 to below 1.</summary>
    public double NextDouble() => (Mix(state) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number from 0 to below <paramref name="count"/>, which is at least 1.</summary>
    public int Next(int count) => (int)(NextDouble() * count);

    /// <summary>Puts the values into a random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var other = Next(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }

    private ulong Mix(ulong seed)
    {
        state = seed + 0x9E3779B97F4A7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
