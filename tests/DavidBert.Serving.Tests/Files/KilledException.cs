namespace DavidBert.Serving.Tests.Files;

/// <summary>The process would not be there any more.</summary>
internal sealed class KilledException(int change) : Exception($"Killed before change {change} of storage.");
