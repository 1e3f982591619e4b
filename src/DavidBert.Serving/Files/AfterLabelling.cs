namespace DavidBert.Serving.Files;

/// <summary>What becomes of a file of the inbox when its output is there.</summary>
public enum AfterLabelling
{
    /// <summary>It moves to the container <c>done</c>.</summary>
    Move,

    /// <summary>It is deleted.</summary>
    Delete,

    /// <summary>It stays in the inbox.</summary>
    Keep,
}
