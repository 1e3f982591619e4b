namespace DavidBert.Serving.Models;

/// <summary>Where the service's model comes from.</summary>
internal interface IModelSource
{
    /// <summary>Whether another model may come later.</summary>
    bool Changes { get; }

    /// <summary>The model that should answer; null where it is the one of the last look.</summary>
    Task<ModelCandidate?> LookAsync(CancellationToken cancellation);

    /// <summary>Its files on this machine.</summary>
    Task<CachedModel> FetchAsync(ModelCandidate model, CancellationToken cancellation);
}
