using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace DavidBert.Serving.Http.Problems;

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

        if (problem.Status is StatusCodes.Status413PayloadTooLarge or StatusCodes.Status408RequestTimeout)
        {
            response.Headers.Connection = "close"; // what is left of the body is not read
        }

        return response.WriteAsJsonAsync(problem, ServiceJson.Default.Problem, "application/problem+json", response.HttpContext.RequestAborted);
    }
}
