using System.Buffers;

namespace DavidBert.Labelling;

/// <summary>A window of records with what they ask; rows that ask the same share an answer.</summary>
internal sealed class LabelWindow
{
    private readonly (RowQuestion Question, RowAnswer? Answer)[] rows;

    /// <summary>Reads what the records ask.</summary>
    public LabelWindow(RecordWindow records, RowFormat format)
    {
        Records = records;
        rows = new (RowQuestion, RowAnswer?)[records.Records.Length];
        var phrases = new Dictionary<string, RowAnswer>(StringComparer.Ordinal);
        var errors = new Dictionary<string, RowAnswer>(StringComparer.Ordinal);
        var (row, at) = (0, 0);
        foreach (var record in records.Records)
        {
            var question = format.Read(records.Bytes.AsSpan(at, record.Body), record.Quotes == QuoteUse.Lone);
            // The phrase is kept by its answer alone, so that a window of equal phrases holds one.
            rows[row++] = (question with { Phrase = null }, AnswerOf(question, phrases, errors));
            at += record.Length;
        }

        Questions = [.. phrases.Values];
    }

    /// <summary>The records.</summary>
    public RecordWindow Records { get; }

    /// <summary>The distinct phrases, each with the place of its answer.</summary>
    public RowAnswer[] Questions { get; }

    /// <summary>Writes the records with their answers and counts them; afterwards the window's memory is given back.</summary>
    public void Write(RowFormat format, LabelTally tally, IBufferWriter<byte> output)
    {
        var (row, at, line) = (0, 0, Records.Start.Line);
        foreach (var record in Records.Records)
        {
            var body = Records.Bytes.AsSpan(at, record.Body);
            var (question, answer) = rows[row++];
            if (answer is null)
            {
                output.Write(body);
            }
            else
            {
                format.Write(body, question, answer, output);
                tally.Add(answer, line);
            }

            output.Write(Records.Bytes.AsSpan(at + record.Body, record.Length - record.Body));
            at += record.Length;
            line += record.Lines;
        }

        ArrayPool<byte>.Shared.Return(Records.Bytes);
    }

    private static RowAnswer? AnswerOf(
        RowQuestion question, Dictionary<string, RowAnswer> phrases, Dictionary<string, RowAnswer> errors)
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
        }

        return answer;
    }
}
