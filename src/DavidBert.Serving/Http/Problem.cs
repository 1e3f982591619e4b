using System.Globalization;
using System.Text.Json.Serialization;
using DavidBert.Serving.Models;
using Microsoft.AspNetCore.Http;

namespace DavidBert.Serving.Http;

/// <summary>Why a request has no answer, as RFC 9457 describes it (<c>application/problem+json</c>).</summary>
/// <param name="Type">What kind of problem it is, the same for ever: <c>urn:davidbert:problem:…</c>.</param>
/// <param name="Title">The kind in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What was wrong with this request and what to do.</param>
internal sealed record Problem(string Type, string Title, int Status, string Detail)
{
    /// <summary>The field at fault, as <c>top_k</c> or <c>texts[3]</c>; null where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Field { get; init; }

    /// <summary>
    /// The code of an answer's error where the text itself cannot be answered: <c>empty</c> or <c>unreadable</c>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }

    /// <summary>Seconds after which to try again; also the header Retry-After.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RetryAfter { get; init; }

    /// <summary>What the last attempt to load a model did, where none answers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ModelRefresh? Refresh { get; init; }

    /// <summary>Which request it was, for whoever reads the log; also the header X-Request-Id.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RequestId { get; init; }
}

/// <summary>Ends a request with a problem.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem => problem;
}

/// <summary>Writes a problem as the answer to a request.</summary>
internal static class ProblemWriter
{
    public static Task WriteAsync(HttpResponse response, Problem problem)
    {
        response.StatusCode = problem.Status;
        response.Headers.CacheControl = "no-store";
        if (problem.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (problem.Status is StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = $"ApiKey realm=\"DavidBert\", header=\"{AccessPolicy.Header}\"";
        }

        if (problem.Status is StatusCodes.Status413PayloadTooLarge or StatusCodes.Status408RequestTimeout)
        {
            response.Headers.Connection = "close"; // what is left of the body is not read
        }

        return response.WriteAsJsonAsync(
            problem with { RequestId = RequestId.Of(response.HttpContext) },
            ServiceJson.Readable.Problem,
            "application/problem+json",
            response.HttpContext.RequestAborted);
    }
}
