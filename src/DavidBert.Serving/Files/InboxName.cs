namespace DavidBert.Serving.Files;

/// <summary>What a file of the inbox may be called.</summary>
internal static class InboxName
{
    /// <summary>Whether an address can hold the name: parts called <c>.</c> and <c>..</c> would lead elsewhere.</summary>
    public static bool CanBeAddressed(string name) => !name.Split('/', '\\').Any(part => part is "." or "..");
}
