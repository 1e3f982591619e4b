using System.Globalization;

namespace DavidBert.Training.Glossaries;

/// <summary>The dictionary files of WordNet: what its words mean, the commonest sense first.</summary>
internal sealed class WordNet
{
    /// <summary>The parts of speech in the order in which a word's senses are read.</summary>
    private static readonly string[] Parts = ["adj", "adv", "verb", "noun"];

    private readonly Dictionary<string, List<Sense>> senses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> bases = new(StringComparer.Ordinal);

    private WordNet()
    {
    }

    /// <summary>Every entry with its senses; a blank stands between the words of an entry.</summary>
    public IReadOnlyDictionary<string, List<Sense>> Senses => senses;

    /// <summary>Irregular forms and what they are forms of; empty where the folder has no <c>.exc</c> files.</summary>
    public IReadOnlyDictionary<string, string> Bases => bases;

    /// <summary>Reads <c>index.*</c> and <c>data.*</c>, and the lists of irregular forms, <c>*.exc</c>.</summary>
    /// <param name="folder">Where WordNet's files are.</param>
    /// <param name="exceptions">
    /// Where the irregular forms are; null where they lie in <paramref name="folder"/>.
    /// </param>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static WordNet Read(string folder, string? exceptions = null)
    {
        var read = new WordNet();
        foreach (var part in Parts)
        {
            read.ReadPart(folder, part);
            var forms = Path.Combine(exceptions ?? folder, $"{part}.exc");
            foreach (var line in File.Exists(forms) ? File.ReadLines(forms) : [])
            {
                if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var form, var of, ..])
                {
                    read.bases.TryAdd(Text(form), Text(of));
                }
            }
        }

        return read;
    }

    private void ReadPart(string folder, string part)
    {
        var definitions = File.ReadLines(Path.Combine(folder, $"data.{part}"))
            .Where(line => !line.StartsWith(' '))
            .ToDictionary(line => line[..8], line => Sense.Parse(line, part), StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Path.Combine(folder, $"index.{part}")).Where(line => !line.StartsWith(' ')))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var count = int.Parse(fields[2], CultureInfo.InvariantCulture);
            var tagged = int.Parse(fields[^(count + 1)], CultureInfo.InvariantCulture);
            var term = Text(fields[0]);
            if (!senses.TryGetValue(term, out var found))
            {
                senses[term] = found = [];
            }

            found.AddRange(fields[^count..].Select((offset, i) => definitions[offset] with { IsTagged = i < tagged }));
        }
    }

    private static string Text(string name) => name.Replace('_', ' ').ToLowerInvariant();
}

/// <summary>A sense of a word.</summary>
/// <param name="Part">adj, adv, verb or noun.</param>
/// <param name="File">The number of the lexicographer's file: 5 is animals, 20 plants.</param>
/// <param name="IsInstance">Whether it is one person, place or thing.</param>
/// <param name="Gloss">The definition up to its first semicolon.</param>
/// <param name="IsTagged">Whether the sense was met in the texts that WordNet counted.</param>
internal sealed record Sense(string Part, int File, bool IsInstance, string Gloss, bool IsTagged)
{
    /// <summary>Reads a line of a data file.</summary>
    public static Sense Parse(string line, string part)
    {
        var bar = line.IndexOf('|', StringComparison.Ordinal);
        var gloss = line.AsSpan(bar + 1);
        var end = gloss.IndexOf(';');
        return new Sense(
            part,
            int.Parse(line.AsSpan(9, 2), CultureInfo.InvariantCulture),
            line.AsSpan(0, bar).Contains(" @i ", StringComparison.Ordinal),
            (end < 0 ? gloss : gloss[..end]).Trim().ToString(),
            IsTagged: false);
    }
}
