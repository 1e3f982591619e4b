using Azure;

namespace DavidBert.Serving.Files;

/// <summary>What becomes of an input when it is labelled or rejected.</summary>
internal sealed class InputEnd(FileStore store, LabellingOptions settings)
{
    /// <summary>Moves, deletes or leaves a labelled input, as it is set; a newer version under its name stays untouched.</summary>
    public async Task LabelledAsync(InputFile input, CancellationToken cancellation)
    {
        if (settings.After is AfterLabelling.Move)
        {
            try
            {
                var source = store.File(FilePlaces.Inbox, input.Name);
                await FileStore.CopyAsync(source, input.Tag, store.File(FilePlaces.Done, input.Name), condition: null, metadata: null, cancellation);
            }
            catch (RequestFailedException e) when (e.Status is 404 or 412)
            {
                return;
            }
        }

        await RemoveAsync(input, cancellation);
    }

    /// <summary>Takes an input that lies elsewhere by now out of the inbox, unless inputs stay there.</summary>
    public async Task RemoveAsync(InputFile input, CancellationToken cancellation)
    {
        if (settings.After is AfterLabelling.Keep)
        {
            return;
        }

        try
        {
            await store.File(FilePlaces.Inbox, input.Name).DeleteAsync(conditions: new() { IfMatch = input.Tag }, cancellationToken: cancellation);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            // Gone already, or a newer version.
        }
    }
}
