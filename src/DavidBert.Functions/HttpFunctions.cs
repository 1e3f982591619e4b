using DavidBert.Serving.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DavidBert.Functions;

/// <summary>
/// The HTTP triggers. All hand the request to the service's one entry, which routes, lets in and answers as it does
/// under every host: the host here asks for no key of its own.
/// </summary>
public sealed class HttpFunctions(ServiceEntry entry)
{
    /// <summary>A word for a phrase, or for each of several.</summary>
    [Function("predict")]
    public IResult Predict(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/predict")] HttpRequest request) =>
        entry;

    /// <summary>A word for a phrase, from a browser's address bar.</summary>
    [Function("predict_text")]
    public IResult PredictText(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/predict")] HttpRequest request) =>
        entry;

    /// <summary>The model that answers now.</summary>
    [Function("model")]
    public IResult Model(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/model")] HttpRequest request) =>
        entry;

    /// <summary>The words that it can answer.</summary>
    [Function("words")]
    public IResult Words(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/words")] HttpRequest request) =>
        entry;

    /// <summary>Whether the process lives.</summary>
    [Function("live")]
    public IResult Live(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/health/live")] HttpRequest request) =>
        entry;

    /// <summary>Whether a model answers.</summary>
    [Function("ready")]
    public IResult Ready(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/health/ready")] HttpRequest request) =>
        entry;

    /// <summary>The page at /, its files, the description, and every path and method that there is not.</summary>
    [Function("rest")]
    public IResult Rest([HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request) => entry;
}
