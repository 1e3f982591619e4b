using System.Text;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Tables;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DavidBert.Readme.Tests;

/// <summary>A page of the documentation, parsed.</summary>
internal sealed class MarkdownPage
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub).UsePipeTables().UseYamlFrontMatter()
        .UsePreciseSourceLocation().Build();

    private readonly MarkdownDocument document;

    private MarkdownPage(string path)
    {
        (Path, Text) = (path, File.ReadAllText(path));
        document = Markdown.Parse(Text, Pipeline);
    }

    /// <summary>Every page that a person wrote or reads.</summary>
    public static IReadOnlyList<MarkdownPage> All { get; } =
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Repository.At("docs"), "*.md"))
            .Append(Repository.At("models", "attributes", "README.md"))
            .Order(StringComparer.Ordinal).Select(Read),
    ];

    public string Path { get; }

    public string Text { get; }

    /// <summary>Its path in the repository, for messages.</summary>
    public string Name => System.IO.Path.GetRelativePath(Repository.Root, Path);

    /// <summary>The blocks at its top, in order.</summary>
    public IEnumerable<Block> Blocks => document;

    /// <summary>The examples between fences, in order.</summary>
    public IReadOnlyList<CodeExample> Examples => [.. FindExamples()];

    /// <summary>The anchors of its headings.</summary>
    public IReadOnlySet<string> Anchors => document.Descendants<HeadingBlock>()
        .Select(heading => heading.GetAttributes().Id!).ToHashSet(StringComparer.Ordinal);

    /// <summary>Where its links and pictures lead.</summary>
    public IEnumerable<string> Links => document.Descendants<LinkInline>().Select(link => link.Url!);

    /// <summary>What stands between single backticks.</summary>
    public IEnumerable<string> Codes => document.Descendants<CodeInline>().Select(code => code.Content);

    /// <summary>The lines of its text: neither tables nor examples.</summary>
    public IEnumerable<string> Prose => document.Descendants<LeafBlock>()
        .Where(block => block is ParagraphBlock && block.Parent is not TableCell)
        .SelectMany(block => Text[LineStart(block.Span.Start)..(block.Span.End + 1)].Split('\n'));

    public static MarkdownPage Read(string path) => new(path);

    /// <summary>The rows of the first table under a heading, the cells as they are written.</summary>
    public IReadOnlyList<string[]> TableUnder(string heading)
    {
        var table = document.SkipWhile(block => !IsHeading(block, heading)).OfType<Table>().First();
        return [.. table.OfType<TableRow>().Where(row => !row.IsHeader)
            .Select(row => row.OfType<TableCell>().Select(Written).ToArray())];
    }

    private string Written(TableCell cell) => Text.Substring(cell.Span.Start, cell.Span.Length).Trim(' ', '|');

    private static bool IsHeading(Block block, string heading) =>
        block is HeadingBlock found && string.Equals(TextOf(found), heading, StringComparison.Ordinal);

    private static string TextOf(HeadingBlock heading)
    {
        var text = new StringBuilder();
        foreach (var inline in heading.Inline!.Descendants())
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                _ => "",
            });
        }

        return text.ToString();
    }

    private IEnumerable<CodeExample> FindExamples()
    {
        var heading = "";
        foreach (var block in document.Descendants<Block>())
        {
            if (block is HeadingBlock found)
            {
                heading = TextOf(found);
            }
            else if (block is FencedCodeBlock fenced)
            {
                var lines = fenced.Lines.ToString().Split('\n');
                yield return new CodeExample(Name, heading, fenced.Info ?? "", lines);
            }
        }
    }

    private int LineStart(int position) => Text.LastIndexOf('\n', Math.Max(position - 1, 0)) + 1;
}

/// <summary>An example between fences.</summary>
/// <param name="Page">The page it is on.</param>
/// <param name="Heading">The last heading before it.</param>
/// <param name="Language">The word behind the fence.</param>
/// <param name="Lines">What is in it.</param>
internal sealed record CodeExample(string Page, string Heading, string Language, IReadOnlyList<string> Lines)
{
    public string Text => string.Join('\n', Lines) + "\n";

    /// <summary>Whether it stands under a heading, in a language.</summary>
    public bool IsIn(string heading, string language) =>
        string.Equals(Heading, heading, StringComparison.Ordinal)
        && string.Equals(Language, language, StringComparison.Ordinal);
}
