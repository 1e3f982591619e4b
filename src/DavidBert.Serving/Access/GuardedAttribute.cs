namespace DavidBert.Serving.Access;

/// <summary>Marks a route that may ask for a key and counts against the client's rate.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GuardedAttribute : Attribute
{
    public static GuardedAttribute Instance { get; } = new();
}
