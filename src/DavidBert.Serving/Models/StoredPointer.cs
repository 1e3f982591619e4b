using Azure;

namespace DavidBert.Serving.Models;

/// <summary>
/// The pointer as it is stored: <paramref name="Tag"/> changes with every move, <paramref name="Pointer"/> is null where it cannot be read.
/// </summary>
internal sealed record StoredPointer(ModelPointer? Pointer, ETag Tag);
