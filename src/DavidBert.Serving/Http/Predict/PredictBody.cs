using System.Buffers;
using System.Net.Mime;
using System.Text.Json;
using DavidBert.Serving.Http.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DavidBert.Serving.Http.Predict;

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
