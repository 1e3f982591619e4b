using System.Text.Json;
using System.Text.Json.Nodes;
using DavidBert.Labelling;

namespace DavidBert.Cli.Labelling;

/// <summary><c>OUT.report.json</c>: the report, which files it is about, and the job's identity.</summary>
internal static class ReportFile
{
    /// <summary>The path of an output's report.</summary>
    public static string PathOf(string output) => $"{output}.report.json";

    /// <summary>Writes the report of an output.</summary>
    public static Task WriteAsync(string input, string output, string job, LabelReport report)
    {
        var files = new JsonObject
        {
            ["input"] = Path.GetFileName(input),
            ["output"] = Path.GetFileName(output),
            ["output_bytes"] = new FileInfo(output).Length,
        };
        return WholeFile.WriteAsync(PathOf(output), LabelJson.WriteReport(report, files, new JsonObject { ["job"] = job }));
    }

    /// <summary>
    /// The job that the output was made by, and its report; null where no report says so, or the output has another length.
    /// </summary>
    public static (string Job, LabelReport Report)? Read(string output)
    {
        try
        {
            var file = JsonNode.Parse(File.ReadAllBytes(PathOf(output)));
            return file?["output_bytes"]?.GetValue<long>() == new FileInfo(output).Length
                && file["job"]?.GetValue<string>() is { } job && file.Deserialize(LabelJson.Default.LabelReport) is { } report
                ? (job, report)
                : null;
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
