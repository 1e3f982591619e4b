using System.Globalization;
using DavidBert.Serving.Models;

namespace DavidBert.Serving.Http;

/// <summary>Every way in which the service refuses a request. No detail repeats a text that was sent.</summary>
internal static class Refusal
{
    private const int NoModelSeconds = 2;
    private const int LongestField = 40;
    private const string Prefix = "urn:davidbert:problem:";

    public static ProblemException NotJson(string detail) => Of("not-json", "The body is not JSON", 400, detail);

    public static ProblemException NoObject =>
        NotJson("The body is not a JSON object. Send an object such as {\"text\": \"very chonky\"}.");

    public static ProblemException UnknownField(string name, string known)
    {
        var field = name.Length <= LongestField ? name : $"{name[..LongestField]}…";
        return Of("unknown-field", "Unknown field", 400, $"The field '{field}' is unknown; {known}.", field);
    }

    public static ProblemException MissingField(string field, string detail) => Of(
        "missing-field", "Missing field", 400, detail, field);

    public static ProblemException WrongTopK =>
        WrongValue("top_k", Invariant($"'top_k' must be a whole number from 1 to {Predictor.MaxTopK}."));

    public static ProblemException WrongValue(string field, string detail) =>
        Of("wrong-value", "Wrong value", 400, detail, field);

    public static ProblemException AmbiguousFields(string field, string detail) => Of(
        "ambiguous-fields", "Ambiguous fields", 400, detail, field);

    public static ProblemException BadRequest(string detail) => Of("bad-request", "Bad request", 400, detail);

    public static ProblemException NoKey => Of(
        "key-needed",
        "A key is needed",
        401,
        "The header 'x-api-key' is missing, or its key is not accepted. Send a valid key.");

    public static ProblemException NotFound => Of(
        "not-found", "Not found", 404, "There is nothing at this path. GET /api/openapi.json lists what there is.");

    public static ProblemException MethodNotAllowed => Of(
        "method-not-allowed",
        "Method not allowed",
        405,
        "This path does not take this method; the header 'Allow' lists those that it takes.");

    public static ProblemException TooSlow => Of(
        "request-timeout", "Request timeout", 408, "The body came too slowly or not at all. Send the request again.");

    public static ProblemException ForeignHost => Of(
        "foreign-host",
        "Foreign host",
        421,
        "The service does not answer under the name in the header 'Host'. Call it by its IP address or as localhost, "
        + "or add the name to DavidBert__Access__Hosts.");

    public static ProblemException BodyTooLarge(int most) => Of(
        "body-too-large", "Body too large", 413, Invariant(
            $"The body has more than {most} bytes. Send several requests."));

    public static ProblemException ListTooLarge(int most) => Of(
        "list-too-large", "List too large", 413, Invariant(
            $"'texts' has more than {most} entries. Send several requests."), "texts");

    public static ProblemException TextTooLong(string detail) =>
        Of("text-too-long", "Text too long", 413, detail, "text");

    public static ProblemException UnsupportedMediaType(string detail) => Of(
        "unsupported-media-type", "Unsupported media type", 415, detail);

    public static ProblemException NoJsonType =>
        UnsupportedMediaType("The content type is missing or not JSON. Send 'Content-Type: application/json'.");

    public static ProblemException CannotBeAnswered(AnswerError error) => new(
        Make(
            "cannot-be-answered", "The text cannot be answered", 422, error.Detail, "text") with
        { Code = error.Code });

    public static ProblemException TooManyInFlight { get; } = Later(
        "too-many-in-flight",
        "Too many requests in flight",
        429,
        "The service is busy. Send the request again later.",
        seconds: 1);

    public static ProblemException TooManyFromClient(int seconds) => Later(
        "too-many-requests",
        "Too many requests",
        429,
        "This client has sent too many requests. Send the request again later.",
        seconds);

    public static ProblemException Internal => Of(
        "internal", "Internal error", 500, "The service failed; the fault is not in the request. Its log says more.");

    /// <summary>No model answers yet.</summary>
    public static ProblemException NoModel(ModelRefresh refresh)
    {
        var problem = Make("no-model", "No model yet", 503, "No model is loaded yet. Send the request again later.");
        return new(problem with { RetryAfter = NoModelSeconds, Refresh = refresh });
    }

    public static ProblemException Stopping => Later(
        "stopping", "Stopping", 503, "This instance is stopping. Send the request again.", seconds: 1);

    private static ProblemException Later(string type, string title, int status, string detail, int seconds) =>
        new(Make(type, title, status, detail) with { RetryAfter = seconds });

    private static ProblemException Of(string type, string title, int status, string detail, string? field = null) =>
        new(Make(type, title, status, detail, field));

    private static Problem Make(string type, string title, int status, string detail, string? field = null) =>
        new(Prefix + type, title, status, detail) { Field = field };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
