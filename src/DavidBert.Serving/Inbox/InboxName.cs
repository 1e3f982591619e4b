using System.Diagnostics.CodeAnalysis;

namespace DavidBert.Serving.Inbox;

/// <summary>
/// The name of a file of the inbox: the one door by which names come in, from events, messages and lists. A name that
/// has passed names the blob it says, in every container of labelling, and no other.
/// </summary>
internal sealed record InboxName
{
    private const int Longest = 1_024; // what storage allows

    private InboxName(string value) => Value = value;

    /// <summary>The name as it was given.</summary>
    public string Value { get; }

    /// <summary>Whether the names of its report and of a reason fit as well.</summary>
    public bool HasRoom => Value.Length + FilePlaces.ReasonSuffix.Length <= Longest;

    /// <summary>Checks a name.</summary>
    /// <param name="name">The name as somebody gave it.</param>
    /// <param name="checkedName">The name, where it can be used.</param>
    /// <param name="problem">What is wrong with it otherwise.</param>
    public static bool TryParse(
        string? name,
        [NotNullWhen(true)] out InboxName? checkedName,
        [NotNullWhen(false)] out string? problem)
    {
        problem = name switch
        {
            null or "" => "The name is empty.",
            { Length: > Longest } => $"The name has {name.Length} characters; storage allows {Longest}.",
            ['/' or '\\', ..] or [.., '/' or '\\'] => "The name begins or ends with a slash.",
            _ when name.Split('/', '\\').Any(part => part is "." or "..") => "A part of the name is '.' or '..'.",
            _ when !IsText(name) => "The name holds half of a surrogate pair.",
            _ => null,
        };
        checkedName = problem is null ? new InboxName(name!) : null;
        return problem is null;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Value;

    private static bool IsText(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsSurrogate(name[i]) && !(i + 1 < name.Length && char.IsSurrogatePair(name[i], name[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
