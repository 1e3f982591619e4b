using System.Buffers;
using System.Globalization;
using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Serialization;
using DavidBert.Serving.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DavidBert.Serving.Http;

/// <summary>Reads the body of <c>POST /api/predict</c> within its limits.</summary>
internal static class PredictBody
{
    /// <summary>The request of the body.</summary>
    /// <exception cref="ProblemException">It is not JSON in UTF-8, it is too large, or it breaks a rule.</exception>
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
        var json = WithoutMark(body.IsSingleSegment ? body.First : body.ToArray());
        PredictRequest request;
        try
        {
            request = JsonSerializer.Deserialize(
                json.Span, RequestJson.Default.PredictRequest) ?? throw Refusal.NoObject;
        }
        catch (JsonException e)
        {
            throw FaultOf(json, e.Path);
        }

        if (request.Texts?.Count > limits.Texts)
        {
            throw Refusal.ListTooLarge(limits.Texts);
        }

        var read = request.Texts?.TakeWhile(text => text is not null).Count(); // an entry may still be null
        return read < request.Texts?.Count
            ? throw NotText(string.Create(CultureInfo.InvariantCulture, $"texts[{read}]"))
            : request.Checked();
    }

    /// <summary>What is wrong with a body that is not a request, told by its field.</summary>
    private static ProblemException FaultOf(ReadOnlyMemory<byte> json, string? path)
    {
        using var document = ParseAny(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return Refusal.NoObject;
        }

        var fields = document.RootElement.EnumerateObject();
        // $.texts[3] names texts[3]
        var field = path?[(path.IndexOf('.', StringComparison.Ordinal) + 1)..] ?? string.Empty;
        var name = field.Split('[')[0];
        return name switch
        {
            "text" or "texts" or "top_k" when fields.Count(given => given.NameEquals(name)) > 1 =>
                Refusal.AmbiguousFields(name, $"'{name}' is given twice. Give it once."),
            "top_k" => Refusal.WrongTopK,
            "texts" when field is "texts" => Refusal.WrongValue(
                field, "'texts' is not a list. Send a list of strings."),
            "text" or "texts" => NotText(field),
            _ => Refusal.UnknownField(UnknownName(fields), "a request has 'text' or 'texts', and 'top_k'"),
        };
    }

    private static JsonDocument ParseAny(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            var place = e.BytePositionInLine is { } column
                ? $" (line {e.LineNumber + 1}, byte {column + 1})"
                : string.Empty;
            throw Refusal.NotJson(
                $"The body is not JSON{place}. Send an object such as {{\"text\": \"very chonky\"}}.");
        }
    }

    private static ProblemException NotText(string field) => Refusal.WrongValue(
        field, $"'{field}' is not a valid string. Send text in quotes, in UTF-8 and without half of a surrogate pair.");

    private static string UnknownName(JsonElement.ObjectEnumerator fields)
    {
        try
        {
            return fields.First(field => field.Name is not ("text" or "texts" or "top_k")).Name;
        }
        catch (InvalidOperationException) // a name that cannot be read
        {
            return "?";
        }
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        return body.Span.StartsWith(mark) ? body[mark.Length..] : body;
    }

    private static bool IsUtf8(ReadOnlySpan<char> charset) =>
        charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
        || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase);

    private static void CheckType(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase))
        {
            throw Refusal.NoJsonType;
        }

        if (type.Charset.HasValue && !IsUtf8(type.Charset.AsSpan().Trim('"')))
        {
            throw Refusal.UnsupportedMediaType("The charset is not UTF-8. Send the body in UTF-8.");
        }

        if (request.Headers.ContentEncoding.Any(
            encoding => !"identity".Equals(encoding, StringComparison.OrdinalIgnoreCase)))
        {
            throw Refusal.UnsupportedMediaType("The body has a content encoding. Send it as it is.");
        }
    }
}

/// <summary>
/// Reads a request strictly: every field once, and none that is unknown. A field that is null is as one that is not
/// there, which is how many clients write it.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(WholeNumberConverter)],
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(PredictRequest))]
internal sealed partial class RequestJson : JsonSerializerContext;

/// <summary>
/// Reads <c>top_k</c>. JSON has one kind of number, so that <c>3.0</c> is a whole one; null is the default.
/// </summary>
internal sealed class WholeNumberConverter : JsonConverter<int>
{
    public override bool HandleNull => true;

    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => Predictor.DefaultTopK,
            JsonTokenType.Number when reader.TryGetInt32(out var value) => value,
            JsonTokenType.Number when reader.TryGetDecimal(out var value) && value == (int)decimal.Clamp(
                value, int.MinValue, int.MaxValue) => (int)value,
            _ => throw new JsonException(),
        };

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value);
}
