using System.Globalization;
using DavidBert.Serving.Http.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace DavidBert.Serving.Http.Predict;

/// <summary>Reads the query of <c>GET /api/predict</c>.</summary>
internal static class PredictQuery
{
    /// <summary>The request of the query.</summary>
    /// <exception cref="ProblemException">A parameter is missing, unknown, given twice or out of its range.</exception>
    public static PredictRequest Read(IQueryCollection query)
    {
        foreach (var name in query.Keys)
        {
            if (name is not ("text" or "top_k"))
            {
                throw Refusal.UnknownField(name.Length <= 40 ? name : $"{name[..40]}…", "this path takes 'text' and 'top_k'");
            }
        }

        var text = Single(query["text"], "text")
            ?? throw Refusal.MissingField("text", "The parameter 'text' is missing: /api/predict?text=very%20chonky&top_k=3.");
        return PredictFields.Check(text, texts: null, TopK(Single(query["top_k"], "top_k")));
    }

    private static int? TopK(string? value)
    {
        if (value is null)
        {
            return null;
        }

        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && PredictFields.IsTopK(number)
            ? number
            : throw PredictFields.WrongTopK();
    }

    private static string? Single(StringValues values, string name) => values.Count <= 1
        ? values
        : throw Refusal.AmbiguousFields(name, $"The parameter '{name}' is given twice. Give it once.");
}
