using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using DavidBert.Bundles;
using DavidBert.Serving.Answering;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Models;
using DavidBert.Serving.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DavidBert.Serving.Http;

/// <summary><c>/api/predict</c>: a word for a phrase, or for each of several.</summary>
internal sealed class PredictEndpoint(
    ModelHost models,
    Answerer answerer,
    MicroBatcher batcher,
    ServiceMetrics metrics,
    LimitOptions limits,
    AccessPolicy access,
    ClientRates rates)
{
    public async Task PostAsync(HttpContext context)
    {
        if (batcher.IsFull(rates.ClientOf(context)))
        {
            await RefuseAsync(context);
            return;
        }

        var request = await PredictBody.ReadAsync(context.Request, limits);
        using var lease = Lease();
        context.Response.Headers.CacheControl = "no-store";
        await AnswerAsync(context, lease.Model, request);
    }

    public async Task GetAsync(HttpContext context)
    {
        if (batcher.IsFull(rates.ClientOf(context)))
        {
            await RefuseAsync(context);
            return;
        }

        var request = PredictQuery.Read(context.Request);
        using var lease = Lease();
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = AnswerTag.Of(lease.Model, request);
        context.Response.Headers.CacheControl = access.AsksForKey ? "private, no-cache" : "no-cache";
        if (AnswerTag.IsKnown(headers.ETag, context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await AnswerAsync(context, lease.Model, request);
    }

    /// <summary>
    /// Refuses at once, before the body is read and at the cost of no exception: this is the way of most requests of an
    /// overload.
    /// </summary>
    private Task RefuseAsync(HttpContext context)
    {
        var problem = Refusal.TooManyInFlight.Problem;
        metrics.Failed(problem.Type);
        return ProblemWriter.WriteAsync(context.Response, problem);
    }

    private ModelLease Lease() => models.Acquire() ?? throw Refusal.NoModel(models.LastRefresh);

    private async Task AnswerAsync(HttpContext context, ServedModel model, PredictRequest request)
    {
        var (client, cancellation) = (rates.ClientOf(context), context.RequestAborted);
        rates.Charge(context, request.Texts ?? [request.Text!]);
        if (request.Texts is { } texts)
        {
            var answers = await answerer.AnswerAsync(model, texts, request.TopK, client, cancellation);
            await context.Response.WriteAsJsonAsync(
                new PredictListResponse(model.Identity, answers),
                ServiceJson.Readable.PredictListResponse,
                cancellationToken: cancellation);
            return;
        }

        var text = request.Text!;
        if (text.Length > limits.Characters)
        {
            throw Refusal.TextTooLong(AnswerError.TooLong(text.Length, limits.Characters).Detail);
        }

        var answer = (await answerer.AnswerAsync(model, [text], request.TopK, client, cancellation))[0];
        if (answer.Error is { } error)
        {
            context.Response.Headers.ETag = default;
            throw Refusal.CannotBeAnswered(error);
        }

        await context.Response.WriteAsJsonAsync(
            new PredictResponse(model.Identity, answer),
            ServiceJson.Readable.PredictResponse,
            cancellationToken: cancellation);
    }
}

/// <summary>
/// The weak ETag of an answer: it follows from the model, how it reads phrases, the text and <c>top_k</c>.
/// </summary>
internal static class AnswerTag
{
    private const int Bytes = 16;

    public static EntityTagHeaderValue Of(ServedModel model, PredictRequest request)
    {
        // As JSON, no two lists of values give the same bytes.
        var named = JsonSerializer.SerializeToUtf8Bytes(
            [model.AnswersHash, request.Text!, $"{request.TopK}"], ServiceJson.Default.StringArray);
        return new EntityTagHeaderValue(
            $"\"{Base64Url.EncodeToString(SHA256.HashData(named).AsSpan(0, Bytes))}\"", isWeak: true);
    }

    public static bool IsKnown(EntityTagHeaderValue tag, HttpRequest request) =>
        request.GetTypedHeaders().IfNoneMatch.Any(known =>
            known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false));
}

/// <summary>The answers to several texts.</summary>
/// <param name="Model">Which model answered, the same for all.</param>
/// <param name="Answers">An answer or an error for each text, in their order.</param>
internal sealed record PredictListResponse(ModelIdentity Model, IReadOnlyList<Answer> Answers);

/// <summary>The answer to one text.</summary>
/// <param name="Model">Which model answered.</param>
/// <param name="Answer">Its answer.</param>
internal sealed record PredictResponse(ModelIdentity Model, Answer Answer);
