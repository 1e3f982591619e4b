namespace DavidBert.Cli.Output;

/// <summary>How answers are written.</summary>
internal enum AnswerFormat
{
    /// <summary>A line to read: phrase → word, score.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,

    /// <summary>Columns text, word, score, error, then word_2, score_2 ….</summary>
    Csv,
}
