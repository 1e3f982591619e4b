using DavidBert.Serving.Storage;

namespace DavidBert.Serving.Models;

/// <summary>What a model and a version may be called in the store: one part of a blob's path.</summary>
internal static class StoreName
{
    private const int Longest = 100;

    /// <summary>Gives a name back that can be used.</summary>
    /// <exception cref="StorageException">It cannot.</exception>
    public static string Require(string what, string name)
    {
        if (name.Length is > 0 and <= Longest
            && char.IsAsciiLetterOrDigit(name[0])
            && char.IsAsciiLetterOrDigit(name[^1])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            return name;
        }

        throw new StorageException(
            $"The {what} '{name}' cannot be a folder of the store: use letters, digits and inner '.', '_', '-', at most {Longest} characters.");
    }
}
