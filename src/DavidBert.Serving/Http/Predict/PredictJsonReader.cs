using System.Buffers;
using System.Text.Json;
using DavidBert.Serving.Http.Problems;

namespace DavidBert.Serving.Http.Predict;

/// <summary>Reads a request token by token, so that each fault names its field.</summary>
internal ref struct PredictJsonReader(ReadOnlySequence<byte> body, int mostTexts)
{
    private Utf8JsonReader json = new(body);
    private string? text;
    private List<string>? texts;
    private int? top_k;

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
        return PredictFields.Check(text, texts, top_k);
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
            RequireFirst(top_k is null, "top_k");
            json.Read();
            top_k = json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var number) && PredictFields.IsTopK(number)
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
