namespace DavidBert.Glossaries;

/// <summary>Terms and their short definitions.</summary>
internal interface IGlossary
{
    /// <summary>The definition of a term, or null where it has none.</summary>
    /// <param name="term">A word or several with one blank between them, in lower case.</param>
    string? Find(string term);

    /// <summary>Whether a term of several words begins with this one.</summary>
    /// <param name="word">A word in lower case.</param>
    bool BeginsTerm(string word);
}
