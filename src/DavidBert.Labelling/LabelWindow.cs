using System.Buffers;

namespace DavidBert.Labelling;

/// <summary>
/// Records with what they ask; rows that ask the same share an answer. Its memory serves one window after another.
/// </summary>
/// <param name="mostPhrases">How many distinct phrases it has at most; fewer where they are long.</param>
internal sealed class LabelWindow(int mostPhrases)
{
    private const int CharactersOfPhrase = 24;

    private readonly List<Row> rows = [];
    private readonly Dictionary<string, RowAnswer> phrases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RowAnswer> errors = new(StringComparer.Ordinal);

    private int characters;

    /// <summary>The records.</summary>
    public RecordWindow Records { get; } = new();

    /// <summary>The distinct phrases, each with the place of its answer.</summary>
    public List<RowAnswer> Questions { get; } = [];

    /// <summary>Fills the window with the records that follow; false after the last record.</summary>
    public ValueTask<bool> ReadAsync(RecordReader reader, RowFormat format, CancellationToken cancellation)
    {
        rows.Clear();
        phrases.Clear();
        errors.Clear();
        Questions.Clear();
        characters = 0;
        return reader.ReadAsync(Records, Take, cancellation);

        bool Take(ReadOnlySpan<byte> body, Record record)
        {
            var question = format.Read(body, record.Quotes == QuoteUse.Lone);
            rows.Add(new Row(AnswerOf(question), question.MissingCells, question.NeedsChange));
            return Questions.Count < mostPhrases && characters < mostPhrases * CharactersOfPhrase;
        }
    }

    /// <summary>Writes the records with their answers and counts them.</summary>
    public void Write(RowFormat format, LabelTally tally, IBufferWriter<byte> output)
    {
        var (place, at, line) = (0, 0, Records.Start.Line);
        foreach (var record in Records.Records)
        {
            var body = Records.Bytes.AsSpan(at, record.Body);
            var row = rows[place++];
            if (row.Answer is null)
            {
                output.Write(body);
            }
            else
            {
                format.Write(body, row, row.Answer, output);
                tally.Add(row.Answer, line, record.Quotes == QuoteUse.Whole && record.Lines > 1);
            }

            output.Write(Records.Bytes.AsSpan(at + record.Body, record.Length - record.Body));
            at += record.Length;
            line += record.Lines;
        }
    }

    private RowAnswer? AnswerOf(RowQuestion question)
    {
        if (question.IsBlank)
        {
            return null;
        }

        var (known, key) = question.Phrase is { } phrase ? (phrases, phrase) : (errors, question.Error!);
        if (!known.TryGetValue(key, out var answer))
        {
            answer = new RowAnswer(question.Phrase, question.Error);
            known.Add(key, answer);
            if (question.Phrase is not null)
            {
                Questions.Add(answer);
                characters += question.Phrase.Length;
            }
        }

        return answer;
    }
}
