namespace DavidBert.Glossaries;

/// <summary>A definition that was read beside a phrase.</summary>
/// <param name="Term">What is defined: the phrase, or a part of it.</param>
/// <param name="Text">The definition.</param>
public sealed record Definition(string Term, string Text);
