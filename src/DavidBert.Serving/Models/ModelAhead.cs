using DavidBert.Graphs;
using DavidBert.Serving.Configuration;
using Microsoft.Extensions.Configuration;

namespace DavidBert.Serving.Models;

/// <summary>
/// A model that begins to load before there is a host, by what the environment says: for a host for which every start
/// counts. What goes wrong here is told by the host's own attempt.
/// </summary>
public sealed class ModelAhead
{
    private ModelAhead(Task<AheadModel?> model) => Model = model;

    /// <summary>Ends when it has loaded or cannot be; a process does not end well before that.</summary>
    public Task Loading => Model;

    /// <summary>The model; null where it could not be loaded.</summary>
    internal Task<AheadModel?> Model { get; }

    /// <summary>Begins to load it, on threads of its own.</summary>
    public static ModelAhead Begin()
    {
        OnnxRuntimeLibrary.BeginLoading();
        return new ModelAhead(Task.Run(LoadAsync));
    }

    /// <summary>Begins to load what settings name, where they are known already.</summary>
    internal static ModelAhead Begin(ServiceOptions options) => new(Task.Run(() => TryLoadAsync(() => options)));

    private static Task<AheadModel?> LoadAsync() => TryLoadAsync(
        () => Settings.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build()));

    private static async Task<AheadModel?> TryLoadAsync(Func<ServiceOptions> read)
    {
        try
        {
            var options = read();
            var source = ConfiguredModel.SourceOf(options, TimeProvider.System);
            return await source.LookAsync(CancellationToken.None) is { } found
                ? new AheadModel(
                    options,
                    found,
                    await source.LoadAsync(
                        found, ConfiguredModel.PredictorOptionsOf(options), CancellationToken.None))
                : null;
        }
        catch (Exception)
        {
            return null;
        }
    }
}

/// <summary>A model that was loaded ahead.</summary>
/// <param name="Options">The settings it was loaded by.</param>
/// <param name="Candidate">Which one it is.</param>
/// <param name="Loaded">The model.</param>
internal sealed record AheadModel(ServiceOptions Options, ModelCandidate Candidate, LoadedModel Loaded);

/// <summary>Gives the model that was loaded ahead first, where it was loaded by the same settings.</summary>
internal sealed class AheadSource(IModelSource source, ModelAhead ahead, ServiceOptions options) : IModelSource
{
    private ModelAhead? first = ahead;
    private AheadModel? kept;

    public bool Changes => source.Changes;

    public async Task<ModelCandidate?> LookAsync(CancellationToken cancellation)
    {
        if (first is null)
        {
            return await source.LookAsync(cancellation);
        }

        var model = await first.Model.WaitAsync(cancellation);
        first = null;
        if (model is not null && model.Options == options)
        {
            kept = model;
            return model.Candidate;
        }

        Free(model);
        return await source.LookAsync(cancellation);
    }

    public Task<LoadedModel> LoadAsync(
        ModelCandidate model, PredictorOptions options, CancellationToken cancellation)
    {
        var given = Interlocked.Exchange(ref kept, null);
        if (given?.Candidate == model)
        {
            return Task.FromResult(given.Loaded);
        }

        Free(given);
        return source.LoadAsync(model, options, cancellation);
    }

    private static void Free(AheadModel? model)
    {
        model?.Loaded.Predictor.Dispose();
        model?.Loaded.Files?.Dispose();
    }
}
