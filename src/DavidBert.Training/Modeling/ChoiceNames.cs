using System.Text.Json;

namespace DavidBert.Training.Modeling;

/// <summary>What the values of an enum are called in files and on the command line: <c>first_token</c>.</summary>
internal static class ChoiceNames
{
    /// <summary>The names of all values, in the order they are declared in.</summary>
    public static IReadOnlyList<string> Of<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(NameOf)];

    /// <summary>The name of a value.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>The value of a name, in any case; null where no value is called so.</summary>
    public static T? Find<T>(string name)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(NameOf(value), name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }
}
