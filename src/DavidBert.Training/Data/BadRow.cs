namespace DavidBert.Training.Data;

/// <summary>A row that could not be used.</summary>
/// <param name="Line">The line of the file it begins at, from 1.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Text">The line as it stands, cut to 200 characters.</param>
public sealed record BadRow(int Line, string Reason, string Text);
