namespace DavidBert.Serving.Http;

/// <summary>Which model answered.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
public sealed record ModelReference(string Name, string Version);
