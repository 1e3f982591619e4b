using System.Text.RegularExpressions;

namespace DavidBert.Training.Hub;

/// <summary>The name of a model on the hub: <c>sentence-transformers/all-MiniLM-L6-v2</c>, or bare like <c>bert-base-uncased</c>.</summary>
public sealed partial record RepositoryName
{
    private RepositoryName(string value) => Value = value;

    /// <summary>The name as the hub writes it.</summary>
    public string Value { get; }

    /// <summary>The name of the model's folder in the hub's cache: <c>models--org--name</c>.</summary>
    public string CacheFolder => "models--" + Value.Replace("/", "--", StringComparison.Ordinal);

    /// <summary>Whether a text has the form of a name; says nothing about whether the hub knows it.</summary>
    public static bool IsName(string text) =>
        text.Length <= 200 && Form.IsMatch(text)
        && !text.Contains("--", StringComparison.Ordinal) && !text.Contains("..", StringComparison.Ordinal);

    /// <summary>Reads a name.</summary>
    /// <exception cref="ArgumentException">The text is no name.</exception>
    public static RepositoryName Parse(string text) =>
        IsName(text)
            ? new RepositoryName(text)
            : throw new ArgumentException(
                $"'{text}' is no name of a model on the hub; names look like bert-base-uncased or sentence-transformers/all-MiniLM-L6-v2.",
                nameof(text));

    /// <inheritdoc/>
    public override string ToString() => Value;

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form { get; }
}
