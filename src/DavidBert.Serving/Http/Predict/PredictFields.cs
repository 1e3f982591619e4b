using DavidBert.Serving.Http.Problems;

namespace DavidBert.Serving.Http.Predict;

/// <summary>The rules that a request follows, whichever way it came.</summary>
internal static class PredictFields
{
    public static PredictRequest Check(string? text, List<string>? texts, int? top_k)
    {
        if (text is not null && texts is not null)
        {
            throw Refusal.AmbiguousFields("texts", "Both 'text' and 'texts' are given. Give one of them.");
        }

        if (text is null && texts is null)
        {
            throw Refusal.MissingField("text", "Neither 'text' nor 'texts' is given. Give one of them.");
        }

        if (texts is { Count: 0 })
        {
            throw Refusal.WrongValue("texts", "'texts' is empty. Give at least one text.");
        }

        return new PredictRequest { Text = text, Texts = texts, TopK = top_k ?? 1 };
    }

    public static bool IsTopK(int number) => number is >= 1 and <= Predictor.MaxTopK;

    public static ProblemException WrongTopK() =>
        Refusal.WrongValue("top_k", $"'top_k' must be a whole number from 1 to {Predictor.MaxTopK}.");
}
