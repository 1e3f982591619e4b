namespace DavidBert.Labelling;

/// <summary>What quotes do in a record.</summary>
internal enum QuoteUse
{
    /// <summary>No cell begins with one.</summary>
    None,

    /// <summary>They stand around whole cells.</summary>
    Whole,

    /// <summary>Text follows a closing one: <c>"ab"c</c> has the value <c>abc</c>.</summary>
    Loose,

    /// <summary>One is opened and not closed: the record is the first line of what it would have swallowed.</summary>
    Lone,
}
