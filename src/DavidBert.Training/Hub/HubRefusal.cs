using System.Net;

namespace DavidBert.Training.Hub;

/// <summary>What an answer of the hub that is no success means, and what to do about it.</summary>
internal static class HubRefusal
{
    /// <summary>Throws for an answer that is no success.</summary>
    /// <exception cref="HubException">The answer is no success.</exception>
    public static void ThrowIfAny(HttpResponseMessage response, HubOptions options, RepositoryName name, string revision, string? file)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var what = file is null ? $"{name} at '{revision}'" : $"'{file}' of {name} at '{revision}'";
        var code = response.Headers.TryGetValues("X-Error-Code", out var values) ? values.First() : "";
        var page = $"{options.Endpoint.AbsoluteUri.TrimEnd('/')}/{name}";
        throw new HubException($"The hub does not give {what} ({(int)response.StatusCode}): " + response.StatusCode switch
        {
            // Without a token the hub answers 401 for what does not exist, too.
            HttpStatusCode.Unauthorized when options.Token is null =>
                $"there is no such model, or it needs a login. Check the name; for a private or gated model set HF_TOKEN.",
            HttpStatusCode.Unauthorized => "it does not accept the token in HF_TOKEN. Make a new one in the hub's settings, or unset it.",
            HttpStatusCode.Forbidden => $"the model is gated or the token may not read it. Accept its conditions at {page}, and set HF_TOKEN.",
            HttpStatusCode.NotFound when code is "RevisionNotFound" => $"there is no such branch, tag or commit. See {page}/tree/main.",
            HttpStatusCode.NotFound when code is "EntryNotFound" => $"there is no such file. See {page}/tree/main.",
            HttpStatusCode.NotFound => "there is no such model, or it is private. Check the name and the revision; for a private model set HF_TOKEN.",
            HttpStatusCode.TooManyRequests => "too many requests. Try again in some minutes, or set HF_TOKEN.",
            _ => $"{response.ReasonPhrase}. Try again later.",
        });
    }
}
