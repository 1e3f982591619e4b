namespace DavidBert.Serving.Tests.Files;

/// <summary>The process would not be there any more.</summary>
internal sealed class KilledException(int request) : Exception($"Killed before request {request}.");
