namespace DavidBert.Serving.Tests.Page;

/// <summary>How a test looks at the page.</summary>
internal sealed record View(
    string Path = "/", int Width = 1280, int Height = 800, bool Dark = false, bool AnswersArriveLate = false)
{
    /// <summary>A small phone.</summary>
    public static View Narrow { get; } = new(Width: 360, Height: 740);
}
