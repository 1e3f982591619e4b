using Azure;
using DavidBert.Serving.Configuration;
using DavidBert.Serving.Storage;

namespace DavidBert.Serving.Inbox;

/// <summary>What becomes of an input when it is labelled or rejected.</summary>
internal sealed class InputDisposal(InboxStore store, LabellingOptions settings)
{
    /// <summary>
    /// Moves, deletes or leaves a labelled input, as it is set; a newer version under its name stays untouched.
    /// </summary>
    public Task LabelledAsync(InputFile input, CancellationToken cancellation) => settings.After switch
    {
        AfterLabelling.Move => MoveAsync(input, cancellation),
        AfterLabelling.Delete => DeleteAsync(input, cancellation),
        AfterLabelling.Keep => Task.CompletedTask,
    };

    /// <summary>Takes an input that lies in <c>rejected</c> out of the inbox, unless inputs stay there.</summary>
    public Task RejectedAsync(InputFile input, CancellationToken cancellation) => settings.After switch
    {
        AfterLabelling.Move or AfterLabelling.Delete => DeleteAsync(input, cancellation),
        AfterLabelling.Keep => Task.CompletedTask,
    };

    private async Task MoveAsync(InputFile input, CancellationToken cancellation)
    {
        try
        {
            await InboxStore.CopyAsync(
                store.File(FilePlaces.Inbox, input.Name),
                input.Tag,
                store.File(FilePlaces.Done, input.Name),
                condition: null,
                metadata: null,
                cancellation);
        }
        catch (RequestFailedException e) when (StorageFailure.IsGone(e))
        {
            return; // gone already, or a newer version
        }

        await DeleteAsync(input, cancellation);
    }

    private async Task DeleteAsync(InputFile input, CancellationToken cancellation)
    {
        try
        {
            await store.File(FilePlaces.Inbox, input.Name).DeleteAsync(
                conditions: new() { IfMatch = input.Tag }, cancellationToken: cancellation);
        }
        catch (RequestFailedException e) when (StorageFailure.IsGone(e))
        {
            // Gone already, or a newer version.
        }
    }
}
