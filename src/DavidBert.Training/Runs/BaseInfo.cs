namespace DavidBert.Training.Runs;

/// <summary>The checkpoint that a model starts from.</summary>
/// <param name="Name">Its name on the hub, or its folder's.</param>
/// <param name="License">Its licence, as far as known.</param>
internal sealed record BaseInfo(string Name, string License);
