using Microsoft.AspNetCore.Http;

namespace DavidBert.Serving.Tests.Page;

/// <summary>A question of the page, which the test answers when it likes.</summary>
internal sealed class StubRequest(string[] texts, int topK, string? key)
{
    private readonly TaskCompletionSource<IResult> response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Text => Texts[0];

    /// <summary>All that is asked, one or several.</summary>
    public IReadOnlyList<string> Texts { get; } = texts;

    public int TopK { get; } = topK;

    /// <summary>The header x-api-key, null where there is none.</summary>
    public string? Key { get; } = key;

    /// <summary>Ends when the page has called the request off.</summary>
    public Task CalledOff => gone.Task;

    public Task<IResult> Response => response.Task;

    public void Answer(IResult result) => response.TrySetResult(result);

    public void Leave()
    {
        gone.TrySetResult();
        response.TrySetCanceled();
    }
}
