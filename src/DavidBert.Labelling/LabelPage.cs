using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace DavidBert.Labelling;

/// <summary>
/// A report as a page of HTML: it needs nothing but itself, runs nothing, and is the same for the same rows.
/// </summary>
internal static class LabelPage
{
    private const int MostWords = 100;

    // Nothing is fetched or run, whatever a cell may hold.
    private const string Start = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <style>
        :root { color-scheme: light dark; }
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
        caption { text-align: left; font-weight: bold; font-size: 1.2rem; padding: .5rem 0; }
        th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; }
        th { overflow-wrap: break-word; }
        td { overflow-wrap: anywhere; }
        thead th, tr + tr > * { border-top: 1px solid #8884; }
        td.number { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
        td.bar { width: 30%; }
        td.bar span { display: block; height: 1rem; margin-top: .25rem; background: #2a7f62; }
        </style>

        """;

    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The page.</summary>
    /// <param name="report">What became of the rows.</param>
    /// <param name="input">The input's name.</param>
    public static byte[] Write(LabelReport report, string input)
    {
        ArgumentNullException.ThrowIfNull(report);
        var page = new StringBuilder(Start);
        Line(page, $"<title>{Html.Encode(input)}, labelled</title>");
        Line(page, $"</head>\n<body>\n<h1><bdi>{Html.Encode(input)}</bdi></h1>");
        Line(page, $"<p>Column <b><bdi>{Html.Encode(report.Column)}</bdi></b>, labelled by the model "
            + $"{Html.Encode(report.Model.Name)} {Html.Encode(report.Model.Version)}.</p>");
        WriteCounts(page, report);
        WriteWords(page, report);
        WriteLeastSure(page, report.Examples?.LeastSure ?? []);
        page.Append("</body>\n</html>\n");
        return Encoding.UTF8.GetBytes(page.ToString());
    }

    private static void WriteCounts(StringBuilder page, LabelReport report)
    {
        foreach (var note in report.Notes ?? [])
        {
            Line(page, $"<p>{Html.Encode(note)}</p>");
        }

        Line(page, $"<table>\n<caption>{Html.Encode(Counted.Of(report.Rows, "row"))}</caption>");
        foreach (var (name, rows, lines) in LabelCounts.Of(report))
        {
            Bar(page, name, rows, report.Rows, LinesOf(rows, lines));
        }

        page.Append("</table>\n");
    }

    private static string LinesOf(long rows, IReadOnlyList<long> lines) => lines switch
    {
        [] => string.Empty,
        [var line] when rows == 1 => $"line {Number(line, "D")}",
        _ => $"lines {string.Join(", ", lines)}{(rows > lines.Count ? " …" : string.Empty)}",
    };

    private static void WriteWords(StringBuilder page, LabelReport report)
    {
        if (report.Words.Count == 0)
        {
            return;
        }

        page.Append("<table>\n<caption>Words</caption>\n<thead><tr><th scope=\"col\">word</th><th scope=\"col\">rows"
            + "</th><td></td><th scope=\"col\">such as</th></tr></thead>\n");
        var most = report.Words.Values.Max();
        foreach (var (word, rows) in report.Words.Take(MostWords))
        {
            var samples = report.Examples?.Words.GetValueOrDefault(word) ?? [];
            Bar(page, word, rows, most, string.Join(" · ", samples.Select(Phrase)), isHtml: true);
        }

        page.Append("</table>\n");
        if (report.Words.Count > MostWords)
        {
            var others = report.Words.Skip(MostWords).ToList();
            Line(page, $"<p>And {Counted.Of(others.Count, "other word")} of "
                + $"{Counted.Of(others.Sum(other => other.Value), "row")}.</p>");
        }
    }

    private static void WriteLeastSure(StringBuilder page, IReadOnlyList<ExampleRow> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        page.Append("<table>\n<caption>The least sure rows</caption>\n<thead><tr><th scope=\"col\">line</th>"
            + "<th scope=\"col\">phrase</th><th scope=\"col\">word</th><th scope=\"col\">score</th></tr></thead>\n");
        foreach (var row in rows)
        {
            Line(page, $"<tr><td class=\"number\">{Number(row.Line, "D")}</td><td>{Phrase(row)}</td>"
                + $"<td>{Html.Encode(row.Word)}</td><td class=\"number\">{Number(row.Score, "F4")}</td></tr>");
        }

        page.Append("</table>\n");
    }

    private static string Phrase(ExampleRow row) => $"<bdi>{Html.Encode(row.Phrase)}</bdi>"
        + (row.ReadAs is { } readAs ? $" (read as <bdi>{Html.Encode(readAs)}</bdi>)" : string.Empty);

    private static void Bar(
        StringBuilder page, string name, long rows, long most, string note, bool isHtml = false)
    {
        var width = most == 0 ? 0 : 100.0 * rows / most;
        Line(page, $"<tr><th scope=\"row\">{Html.Encode(name)}</th><td class=\"number\">{Number(rows, "N0")}</td>"
            + $"<td class=\"bar\"><span style=\"width:{Number(width, "F1")}%\"></span></td>"
            + $"<td>{(isHtml ? note : Html.Encode(note))}</td></tr>");
    }

    private static string Number(IFormattable number, string format) =>
        number.ToString(format, CultureInfo.InvariantCulture);

    private static void Line(StringBuilder page, string line) => page.Append(line).Append('\n');
}
