namespace DavidBert.Serving.Tests.Page;

/// <summary>Answers in the shape of the service: what is not said is left out.</summary>
internal static class Answered
{
    /// <summary>A word with its score.</summary>
    public static Dictionary<string, object> With(string text, string word, double score, bool? confident = null)
    {
        var answer = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["text"] = text,
            ["word"] = word,
            ["score"] = score,
            ["top_k"] = new[] { new { word, score } },
            ["truncated"] = false,
        };
        if (confident is { } told)
        {
            answer["confident"] = told;
        }

        return answer;
    }

    /// <summary>Nothing fits; a word comes nearest.</summary>
    public static Dictionary<string, object> Nothing(string text) => new(StringComparer.Ordinal)
    {
        ["text"] = text,
        ["answered"] = false,
        ["confident"] = false,
        ["top_k"] = new[] { new { word = "knowledge", score = 0.003 } },
        ["truncated"] = false,
    };

    /// <summary>The text cannot be answered.</summary>
    public static Dictionary<string, object> Failed(string text) => new(StringComparer.Ordinal)
    {
        ["text"] = text,
        ["error"] = new { code = "unreadable", detail = "The model cannot read any part of the phrase." },
    };
}
