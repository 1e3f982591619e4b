using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using DavidBert.Bundles;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DavidBert.Serving.Http.Predict;

/// <summary>The weak ETag of an answer: it follows from the model's name and version, the text and <c>top_k</c>.</summary>
internal static class AnswerTag
{
    private const int Bytes = 16;

    public static EntityTagHeaderValue Of(ModelManifest model, PredictRequest request)
    {
        // As JSON, no two lists of values give the same bytes.
        var named = JsonSerializer.SerializeToUtf8Bytes(
            [model.Name, model.Version, request.Text!, $"{request.TopK}"], ServiceJson.Default.StringArray);
        return new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(SHA256.HashData(named).AsSpan(0, Bytes))}\"", isWeak: true);
    }

    public static bool IsKnown(EntityTagHeaderValue tag, HttpRequest request) =>
        request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false));
}
