namespace DavidBert.Labelling;

/// <summary>Which model answered.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
public sealed record ModelIdentity(string Name, string Version);
