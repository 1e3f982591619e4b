namespace DavidBert.Readme.Tests;

/// <summary>An example on a page is run by a test, or there is a reason why it is not.</summary>
public sealed class ExampleTests
{
    private const string Azure = "needs a subscription of Azure";
    private const string ItsOwnRun = "is the run of the tests itself";
    private const string Long = "trains for long; its options are checked";
    private const string Service = "starts a service; its options are checked, and the README's is run";

    private static readonly string[] Languages = ["sh", "console", "csharp", "js", "ts", "python"];

    /// <summary>What tests run, by page, heading and language.</summary>
    private static readonly HashSet<(string Page, string Heading, string Language)> Run =
    [
        ("README.md", "From C#", "csharp"),
        ("README.md", "As a service", "sh"),
        ("README.md", "As a service", "js"),
        ("docs/http.md", "Examples", "sh"),
        ("docs/http.md", "Examples", "ts"),
        ("docs/http.md", "Examples", "python"),
        ("docs/http.md", "Examples", "csharp"),
        ("docs/files.md", "Upload", "csharp"),
        ("docs/labelling.md", "Labelling files", "console"),
        ("docs/labelling.md", "In a program", "csharp"),
        ("docs/model.md", "In a program", "csharp"),
        ("docs/package.md", "DavidBert", "csharp"),
        ("docs/package.md", "Install", "sh"),
    ];

    private static readonly Dictionary<(string Page, string Heading), string> NotRun = new()
    {
        [("README.md", "Start")] = "clones and builds; what it asks is the first example",
        [("README.md", "The model in blob storage")] = "comes from npm; its flags are checked",
        [("README.md", "In Azure")] = Azure,
        [("README.md", "Tests")] = ItsOwnRun,
        [("CONTRIBUTING.md", "Contributing")] = ItsOwnRun,
        [("docs/testing.md", "Running the tests")] = ItsOwnRun,
        [("docs/testing.md", "A new default bundle")] = Long,
        [("docs/azure.md", "Deploy")] = Azure,
        [("docs/azure.md", "Files in inbox")] = Azure,
        [("docs/azure.md", "Entra ID in front")] = Azure,
        [("docs/evaluation.md", "How good a model is")] = Long,
        [("docs/evaluation.md", "Confidence")] = Long,
        [("docs/evaluation.md", "On few rows of your own")] = Long,
        [("docs/evaluation.md", "The model card")] = "is compared with what is committed",
        [("docs/files.md", "Upload")] = Azure,
        [("docs/files.md", "On your own machine")] = Service,
        [("docs/model.md", "The recipe")] = Long,
        [("docs/model.md", "The glossary")] = "needs the files of WordNet",
        [("docs/operations.md", "Operating DavidBert")] = Azure,
        [("docs/operations.md", "Publish a model, and roll back")] = Azure,
        [("docs/operations.md", "Rotate the keys")] = Azure,
        [("docs/operations.md", "Read a report")] = Azure,
        [("docs/operations.md", "Replay what was rejected")] = Azure,
        [("docs/operations.md", "The poison queues")] = Azure,
        [("docs/operations.md", "Follow one request")] = Azure,
        [("docs/package.md", "DavidBert")] = Service,
        [("docs/package.md", "As one file")] = "takes long; the workflow of a release builds it",
        [("docs/package.md", "As a container")] = "needs an engine of containers; the workflow builds it",
        [("SECURITY.md", "How a release can be trusted")] = "needs a release",
        [("models/attributes/README.md", "Model")] = "is the README's first command with its default model named",
    };

    [Fact]
    public void Examples_OfEveryPage_AreRunOrHaveAReason()
    {
        var neither = MarkdownPage.All.SelectMany(page => page.Examples)
            .Where(example => Languages.Contains(example.Language, StringComparer.Ordinal) && !IsCommand(example))
            .Where(example => !Run.Contains((example.Page, example.Heading, example.Language))
                && !NotRun.ContainsKey((example.Page, example.Heading)))
            .Select(example => $"{example.Page}, '{example.Heading}', {example.Language}");

        Findings.None("Examples that no test runs", neither);
    }

    [Fact]
    public void Lists_OfExamples_NameNoneThatIsGone()
    {
        var examples = MarkdownPage.All.SelectMany(page => page.Examples).ToArray();
        var run = Run.Where(known => !examples.Any(example =>
            (example.Page, example.Heading, example.Language) == known));
        var notRun = NotRun.Keys.Where(known => !examples.Any(example => (example.Page, example.Heading) == known));

        Findings.None("Examples that are gone", run.Select(gone => $"{gone}").Concat(notRun.Select(gone => $"{gone}")));
    }

    /// <summary>The README's commands are run one after the other.</summary>
    private static bool IsCommand(CodeExample example) => example is { Page: "README.md", Language: "console" };
}
