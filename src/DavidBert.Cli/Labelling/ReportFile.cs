using System.Text.Json;
using System.Text.Json.Nodes;
using DavidBert.Files;
using DavidBert.Labelling;

namespace DavidBert.Cli.Labelling;

/// <summary>
/// <c>OUT.report.json</c>: what became of the rows, which files it is about, and what decided the output's bytes. It
/// tells a later run that the output was made by davidbert, and has not been changed since. Beside it is
/// <c>OUT.report.html</c>, for a person.
/// </summary>
internal static class ReportFile
{
    private const string Beginning = ".report.";
    private const string Ending = ".report.json";
    private const string PageEnding = ".report.html";
    private const string Sha256 = "output_sha256";
    private const string Job = "job";

    /// <summary>Whether the path is a report's.</summary>
    public static bool Is(string path) => path.EndsWith(Ending, StringComparison.Ordinal);

    /// <summary>Whether the file was to become a report of an output.</summary>
    public static bool IsPartOf(string name, string output) =>
        name.StartsWith(output + Beginning, StringComparison.Ordinal);

    /// <summary>Writes the report of an output, and its page.</summary>
    /// <param name="output">The output's path.</param>
    /// <param name="input">The input's name.</param>
    /// <param name="job">What decided the output's bytes.</param>
    /// <param name="content">The output's bytes.</param>
    /// <param name="report">What became of the rows.</param>
    public static void Write(string output, string input, string job, Stream content, LabelReport report)
    {
        var files = new JsonObject
        {
            ["input"] = input,
            ["output"] = Path.GetFileName(output),
            ["output_bytes"] = content.Length,
            [Sha256] = ContentHash.Of(content),
        };
        WholeFile.Write(output + PageEnding, LabelPage.Write(report, input));
        WholeFile.Write(output + Ending, LabelJson.WriteReport(report, files, new JsonObject { [Job] = job }));
    }

    /// <summary>
    /// What an output was made by, and its report; null if no report tells, or the output was changed since.
    /// </summary>
    public static (string Job, LabelReport Report)? Read(string output)
    {
        try
        {
            var file = JsonNode.Parse(File.ReadAllBytes(output + Ending));
            return file?[Job]?.GetValue<string>() is { } job
                && file.Deserialize(LabelJson.Default.LabelReport) is { } report
                && ContentHash.AreEqual(file[Sha256]?.GetValue<string>(), ContentHash.OfFile(output))
                ? (job, report)
                : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException
            or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
