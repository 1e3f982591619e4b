using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DavidBert.Serving.Tests.Page;

/// <summary>What a service can say to the page, in the shapes of the real one.</summary>
internal static class Reply
{
    private static readonly string[] Others = ["weight", "height", "strength", "age"];

    public static object Model { get; } = new { name = "attributes", version = "1.0.0" };

    /// <summary>What is told of the model itself.</summary>
    public static object LoadedModel { get; } = new { name = "attributes", version = "1.0.0", confident_at = 0.75 };

    /// <summary>The word with 80 percent, four others with little.</summary>
    public static IResult Word(
        string text, string word, double score = 0.8, bool? confident = null, bool truncated = false)
    {
        var others = Others.Select((other, i) => (other, 0.05 / (i + 1)));
        return Words(text, [(word, score), .. others], confident, truncated);
    }

    public static IResult Words(
        string text, (string Word, double Score)[] best, bool? confident = null, bool truncated = false)
    {
        var topK = best.Select(scored => new { word = scored.Word, score = scored.Score });
        return Results.Json(new
        {
            model = Model,
            answer = new { text, word = best[0].Word, score = best[0].Score, top_k = topK, truncated, confident },
        });
    }

    /// <summary>Any answers: one to a phrase, several to a list.</summary>
    public static IResult Answers(params object[] answers) => answers.Length == 1
        ? Results.Json(new { model = Model, answer = answers[0] })
        : Results.Json(new { model = Model, answers });

    public static IResult Problem(int status, string title, string detail, string? retryAfter = null) => new Refusal(
        Results.Problem(detail, instance: null, status, title, $"/problems/{status}"), retryAfter);

    /// <summary>A body with a status, of whatever type.</summary>
    public static IResult Raw(string body, string type, int status = StatusCodes.Status200OK) =>
        Results.Text(body, type, null, status);

    private sealed class Refusal(IResult problem, string? retryAfter) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (retryAfter is not null)
            {
                httpContext.Response.Headers[HeaderNames.RetryAfter] = retryAfter;
            }

            return problem.ExecuteAsync(httpContext);
        }
    }
}
