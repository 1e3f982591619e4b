using System.Buffers;
using System.Globalization;
using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Serialization;
using DavidBert.Serving.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace DavidBert.Serving.Http;

/// <summary>What is asked: either <c>text</c> or <c>texts</c>.</summary>
public sealed record PredictRequest
{
    /// <summary>One phrase.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>Several phrases.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>How many words to give for each, best first, 1 to 100.</summary>
    public int TopK { get; init; } = Predictor.DefaultTopK;
}

/// <summary>Reads the body of <c>POST /api/predict</c> within its limits.</summary>
internal static class PredictBody
{
    /// <summary>The request of the body.</summary>
    /// <exception cref="ProblemException">It is no JSON in UTF-8, too large, or asks for what there is not.</exception>
    public static async Task<PredictRequest> ReadAsync(HttpRequest request, LimitOptions limits)
    {
        CheckType(request);
        if (request.ContentLength > limits.BodyBytes)
        {
            throw Refusal.BodyTooLarge(limits.BodyBytes);
        }

        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(request.HttpContext.RequestAborted);
            if (read.Buffer.Length > limits.BodyBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                throw Refusal.BodyTooLarge(limits.BodyBytes);
            }

            if (read.IsCompleted)
            {
                try
                {
                    return Parse(read.Buffer, limits);
                }
                finally
                {
                    reader.AdvanceTo(read.Buffer.End);
                }
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static PredictRequest Parse(ReadOnlySequence<byte> body, LimitOptions limits)
    {
        var json = new PredictJsonReader(WithoutMark(body), limits.Texts);
        try
        {
            return json.Read();
        }
        catch (JsonException e)
        {
            var place = e.BytePositionInLine is { } column ? $" (line {e.LineNumber + 1}, byte {column + 1})" : string.Empty;
            throw Refusal.NotJson($"The body is not JSON{place}. Send an object such as {{\"text\": \"very chonky\"}}.");
        }
    }

    private static ReadOnlySequence<byte> WithoutMark(ReadOnlySequence<byte> body)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        var start = body.Slice(0, Math.Min(mark.Length, body.Length));
        return start.ToArray().AsSpan().SequenceEqual(mark) ? body.Slice(mark.Length) : body;
    }

    private static void CheckType(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase))
        {
            throw Refusal.NoJsonType;
        }

        if (type.Charset.HasValue && !type.Charset.Value.AsSpan().Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            throw Refusal.UnsupportedMediaType("The charset is not UTF-8. Send the body in UTF-8.");
        }

        if (request.Headers.ContentEncoding.Count > 0)
        {
            throw Refusal.UnsupportedMediaType("The body has a content encoding. Send it as it is.");
        }
    }
}

/// <summary>The rules that a request follows, whichever way it came.</summary>
internal static class PredictFields
{
    public static PredictRequest Check(string? text, List<string>? texts, int? topK)
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

        return new PredictRequest { Text = text, Texts = texts, TopK = topK ?? Predictor.DefaultTopK };
    }

    public static bool IsTopK(int number) => number is >= 1 and <= Predictor.MaxTopK;

    public static ProblemException WrongTopK() =>
        Refusal.WrongValue("top_k", $"'top_k' must be a whole number from 1 to {Predictor.MaxTopK}.");
}

/// <summary>Reads a request token by token, so that each fault names its field.</summary>
internal ref struct PredictJsonReader(ReadOnlySequence<byte> body, int mostTexts)
{
    private Utf8JsonReader json = new(body);
    private string? text;
    private List<string>? texts;
    private int? topK;

    /// <summary>The request.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    /// <exception cref="ProblemException">It is JSON, but no request.</exception>
    public PredictRequest Read()
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            while (json.Read())
            {
                // What follows must be JSON before its form is worth a word.
            }

            throw Refusal.NotJson("The body is no JSON object. Send an object such as {\"text\": \"very chonky\"}.");
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            ReadField();
        }

        json.Read(); // nothing may follow
        return PredictFields.Check(text, texts, topK);
    }

    private void ReadField()
    {
        if (json.ValueTextEquals("text"u8))
        {
            RequireFirst(text is null, "text");
            json.Read();
            text = ReadText("text");
        }
        else if (json.ValueTextEquals("texts"u8))
        {
            RequireFirst(texts is null, "texts");
            json.Read();
            ReadTexts();
        }
        else if (json.ValueTextEquals("top_k"u8))
        {
            RequireFirst(topK is null, "top_k");
            json.Read();
            topK = json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var number) && PredictFields.IsTopK(number)
                ? number
                : throw PredictFields.WrongTopK();
        }
        else
        {
            throw Refusal.UnknownField(FieldName(), "a request has 'text' or 'texts', and 'top_k'");
        }
    }

    private void ReadTexts()
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw Refusal.WrongValue("texts", "'texts' is no list. Send a list of strings.");
        }

        texts = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (texts.Count == mostTexts)
            {
                throw Refusal.ListTooLarge(mostTexts);
            }

            texts.Add(ReadText($"texts[{texts.Count}]"));
        }
    }

    private readonly string ReadText(string field)
    {
        if (json.TokenType != JsonTokenType.String)
        {
            throw Refusal.WrongValue(field, $"'{field}' is no string.");
        }

        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Refusal.WrongValue(field, $"'{field}' is broken: it holds bytes that are no UTF-8, or half of a surrogate pair.");
        }
    }

    /// <summary>The name of an unknown field, as much of it as a message has room for.</summary>
    private readonly string FieldName()
    {
        const int most = 40;
        try
        {
            var name = json.GetString()!;
            return name.Length <= most ? name : $"{name[..most]}…";
        }
        catch (InvalidOperationException)
        {
            return "?";
        }
    }

    private static void RequireFirst(bool isFirst, string field)
    {
        if (!isFirst)
        {
            throw Refusal.AmbiguousFields(field, $"'{field}' is given twice. Give it once.");
        }
    }
}

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
