using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace DavidBert.Serving.Http;

/// <summary>What is asked: either <c>text</c> or <c>texts</c>.</summary>
internal sealed record PredictRequest
{
    /// <summary>One phrase.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; set; }

    /// <summary>Several phrases.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Texts { get; set; }

    /// <summary>How many words to give for each, best first, 1 to 100.</summary>
    public int TopK { get; set; } = Predictor.DefaultTopK;

    /// <summary>Checks the rules that every request follows, whichever way it came.</summary>
    /// <exception cref="ProblemException">A rule is broken.</exception>
    public PredictRequest Checked() => this switch
    {
        { Text: not null, Texts: not null } =>
            throw Refusal.AmbiguousFields("texts", "Both 'text' and 'texts' are given. Give one of them."),
        { Text: null, Texts: null } =>
            throw Refusal.MissingField("text", "Neither 'text' nor 'texts' is given. Give one of them."),
        { Texts.Count: 0 } => throw Refusal.WrongValue("texts", "'texts' is empty. Give at least one text."),
        { TopK: < 1 or > Predictor.MaxTopK } => throw Refusal.WrongTopK,
        _ => this,
    };
}

/// <summary>Reads the query of <c>GET /api/predict</c>.</summary>
internal static class PredictQuery
{
    /// <summary>The request of the query.</summary>
    /// <exception cref="ProblemException">A parameter is missing, unknown, given twice or out of its range.</exception>
    public static PredictRequest Read(HttpRequest request)
    {
        // The host leaves bytes that are not UTF-8 as they are written, so that they would be answered as a text.
        var written = Encoding.UTF8.GetBytes(request.QueryString.Value ?? string.Empty);
        if (!Utf8.IsValid(WebUtility.UrlDecodeToBytes(written, 0, written.Length)))
        {
            throw Refusal.WrongValue("text", "The query is not UTF-8. Write é as %C3%A9, not as %E9.");
        }

        var query = request.Query;
        foreach (var name in query.Keys)
        {
            if (name is not ("text" or "top_k"))
            {
                throw Refusal.UnknownField(name, "this path takes 'text' and 'top_k'");
            }
        }

        var text = Single(query["text"], "text")
            ?? throw Refusal.MissingField(
                "text", "The parameter 'text' is missing: /api/predict?text=very%20chonky&top_k=3.");
        return new PredictRequest { Text = text, TopK = TopK(Single(query["top_k"], "top_k")) }.Checked();
    }

    private static int TopK(string? value) =>
        value is null ? Predictor.DefaultTopK
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw Refusal.WrongTopK;

    private static string? Single(StringValues values, string name) => values.Count <= 1
        ? values
        : throw Refusal.AmbiguousFields(name, $"The parameter '{name}' is given twice. Give it once.");
}
