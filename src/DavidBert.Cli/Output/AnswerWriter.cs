namespace DavidBert.Cli.Output;

/// <summary>Writes answers in one of the formats, one after another.</summary>
internal abstract class AnswerWriter : IAsyncDisposable
{
    /// <summary>The writer of a format.</summary>
    /// <param name="format">The format.</param>
    /// <param name="output">Where to write; stays open.</param>
    /// <param name="top_k">How many words an answer has at most.</param>
    /// <param name="tellsConfidence">Whether answers say if they are confident.</param>
    /// <param name="phrases">All phrases, where they are known beforehand; they are aligned.</param>
    public static AnswerWriter Create(
        AnswerFormat format, Stream output, int top_k, bool tellsConfidence, IReadOnlyList<string> phrases) => format switch
        {
            AnswerFormat.Json => new JsonAnswerWriter(output),
            AnswerFormat.Csv => new CsvAnswerWriter(output, top_k, tellsConfidence),
            _ when Terminal.HasColors => new ColorAnswerWriter(output, phrases),
            _ => new TextAnswerWriter(output, phrases),
        };

    /// <summary>Writes an answer, perhaps into a buffer.</summary>
    public abstract void Write(Answer answer);

    /// <summary>Hands everything written to the reader.</summary>
    public abstract Task FlushAsync();

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
