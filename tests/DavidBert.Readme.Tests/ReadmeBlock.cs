namespace DavidBert.Readme.Tests;

/// <summary>A fenced block of the README.</summary>
/// <param name="Heading">The last heading before it.</param>
/// <param name="Language">The word behind the fence.</param>
/// <param name="Lines">What is in it.</param>
internal sealed record ReadmeBlock(string Heading, string Language, IReadOnlyList<string> Lines)
{
    private const string Fence = "```";

    public string Text => string.Join('\n', Lines) + "\n";

    /// <summary>Whether it stands under a heading, in a language.</summary>
    public bool IsIn(string heading, string language) =>
        string.Equals(Heading, heading, StringComparison.Ordinal) && string.Equals(Language, language, StringComparison.Ordinal);

    /// <summary>All blocks in the order of the README, or of another page.</summary>
    public static IReadOnlyList<ReadmeBlock> ReadAll(string? page = null)
    {
        var blocks = new List<ReadmeBlock>();
        var heading = "";
        List<string>? open = null;
        foreach (var line in File.ReadLines(page ?? Repository.Readme))
        {
            if (line.StartsWith(Fence, StringComparison.Ordinal))
            {
                open = open is null ? [] : null;
                if (open is not null)
                {
                    blocks.Add(new ReadmeBlock(heading, line[Fence.Length..].Trim(), open));
                }
            }
            else if (open is not null)
            {
                open.Add(line);
            }
            else if (line.StartsWith('#'))
            {
                heading = line.TrimStart('#').Trim();
            }
        }

        return blocks;
    }
}
