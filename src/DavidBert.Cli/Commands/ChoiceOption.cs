using System.CommandLine;
using System.Reflection;
using System.Text.Json.Serialization;

namespace DavidBert.Cli.Commands;

/// <summary>Options that take one of the names of an enum, as JSON writes them; null where they are not given.</summary>
internal static class ChoiceOption
{
    /// <summary>The option.</summary>
    public static Option<TChoice?> Create<TChoice>(string name, string description)
        where TChoice : struct, Enum
    {
        var choices = Enum.GetNames<TChoice>().ToDictionary(NameOf<TChoice>, Enum.Parse<TChoice>, StringComparer.OrdinalIgnoreCase);
        return new Option<TChoice?>(name)
        {
            Description = description,
            HelpName = string.Join('|', choices.Keys),
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (choices.TryGetValue(text, out var choice))
                {
                    return choice;
                }

                result.AddError($"{name} is '{text}'; expected one of {string.Join(", ", choices.Keys)}.");
                return null;
            },
        };
    }

    private static string NameOf<TChoice>(string value) =>
        typeof(TChoice).GetField(value)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? value.ToLowerInvariant();
}
