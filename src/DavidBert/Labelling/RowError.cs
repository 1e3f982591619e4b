namespace DavidBert.Labelling;

/// <summary>Why a row has no answer, beside the codes of <see cref="AnswerError"/>.</summary>
public static class RowError
{
    /// <summary>A quote is opened and never closed.</summary>
    public const string LoneQuote = "lone_quote";

    /// <summary>There are more cells than columns, as of a separator that is not quoted.</summary>
    public const string ExtraCells = "extra_cells";

    /// <summary>The phrase holds bytes that are no text in the table's encoding.</summary>
    public const string BadEncoding = "bad_encoding";

    /// <summary>The line is no JSON object.</summary>
    public const string NoObject = "no_object";

    /// <summary>The object has no text where the phrase should be.</summary>
    public const string NoText = "no_text";
}
