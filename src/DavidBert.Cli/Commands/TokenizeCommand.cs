using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DavidBert.Bundles;
using DavidBert.Cli.Shell;
using DavidBert.Labelling;
using DavidBert.Tokenization;

namespace DavidBert.Cli.Commands;

/// <summary><c>davidbert tokenize</c>: what the model reads of a phrase.</summary>
internal static class TokenizeCommand
{
    public static ExampledCommand Create()
    {
        var phrases = Operands.Phrases();
        var jsonl = new Option<bool>("--jsonl")
        {
            Description = "Read lines {\"text\": …} from standard input "
                + "and write lines {\"text\": …, \"input_ids\": […]}.",
        };
        var model = ModelOption.Create();
        var command = new ExampledCommand(
            "tokenize",
            "Shows all pieces and ids that the model reads of a phrase.",
            [
                "davidbert tokenize \"very chonky\"",
                "davidbert tokenize < phrases.txt",
                "echo '{\"text\": \"very chonky\"}' | davidbert tokenize --jsonl",
            ])
        {
            phrases, jsonl, model,
        };
        command.SetAction((result, cancellation) =>
        {
            var operands = Operands.Of(result, phrases);
            var asJson = result.GetValue(jsonl);
            if (asJson && operands is not ([] or [{ IsStandardInput: true }]))
            {
                throw new UsageException("--jsonl reads standard input; leave the phrases out.");
            }

            return RunAsync(operands, asJson, result.Folder(model), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        Operand[] phrases, bool asJson, string model, CancellationToken cancellation)
    {
        var tokenizer = PhraseTokenizer.Load(VocabularyOf(model));
        await using var output = StandardOutput.Open();
        var chunks = Operands.ReadAsync(phrases, cancellation);
        if (asJson)
        {
            return await new TokenLines(tokenizer, output).WriteAsync(chunks);
        }

        var code = ExitCode.Success;
        await using var writer = StandardOutput.Writer(output);
        await foreach (var given in chunks)
        {
            foreach (var (text, fault) in given)
            {
                if (fault is not null)
                {
                    Failure.Tell(fault);
                    code = ExitCode.SomeFailed;
                    continue;
                }

                writer.Write(TokenTable.Format(text, tokenizer));
            }

            await writer.FlushAsync(cancellation);
        }

        return code;
    }

    private static string VocabularyOf(string model)
    {
        var path = Path.Combine(model, Bundle.VocabularyFile);
        return File.Exists(path)
            ? path
            : throw new UsageException(
                $"'{model}' has no {Bundle.VocabularyFile}; give the folder of a model with --model.");
    }
}

/// <summary>Reads lines <c>{"text": …}</c> and writes lines <c>{"text": …, "input_ids": […]}</c>.</summary>
internal sealed class TokenLines(PhraseTokenizer tokenizer, Stream output)
{
    private const string TextProperty = "text";

    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly Utf8Text utf8 = new(TableEncoding.Utf8);

    /// <summary>
    /// Writes a line for each valid one, tells of the others on standard error, and returns an exit code.
    /// </summary>
    public async Task<int> WriteAsync(IAsyncEnumerable<IReadOnlyList<GivenPhrase>> chunks)
    {
        await using var json = new Utf8JsonWriter(
            buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var code = ExitCode.Success;
        var number = 0L;
        await foreach (var lines in chunks)
        {
            foreach (var (line, fault) in lines)
            {
                number++;
                if (!string.IsNullOrWhiteSpace(line) && (fault ?? Write(json, line)) is { } error)
                {
                    Failure.Tell(fault ?? $"Line {number} {error}.");
                    code = ExitCode.SomeFailed;
                }
            }

            await output.WriteAsync(buffer.WrittenMemory);
            await output.FlushAsync();
            buffer.ResetWrittenCount();
        }

        return code;
    }

    /// <summary>Writes one line, or returns what is wrong with it.</summary>
    private string? Write(Utf8JsonWriter json, string line)
    {
        utf8.Set(Encoding.UTF8.GetBytes(line));
        if (JsonValue.Parse(utf8, TextProperty) is not { } value)
        {
            return "is not JSON, or a name in it has half of a surrogate pair";
        }

        if (value.IsBroken)
        {
            return "has half of a surrogate pair, which is not a character";
        }

        if (value is not { Properties: not null, Text: { } text })
        {
            return $"is not an object {{\"{TextProperty}\": …}} with a string";
        }

        json.WriteStartObject();
        json.WriteString(TextProperty, text);
        json.WriteStartArray("input_ids");
        foreach (var id in tokenizer.Encode(text))
        {
            json.WriteNumberValue(id);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        json.Reset();
        buffer.Write("\n"u8);
        return null;
    }
}

/// <summary>A phrase with its pieces and their ids below each other.</summary>
internal static class TokenTable
{
    /// <summary>Three lines: the phrase, its pieces, their ids.</summary>
    public static string Format(string text, PhraseTokenizer tokenizer)
    {
        var (pieces, ids) = (new StringBuilder("  pieces   "), new StringBuilder("  ids      "));
        foreach (var id in tokenizer.Encode(text))
        {
            var piece = tokenizer.Piece(id);
            var number = id.ToString(CultureInfo.InvariantCulture);
            var width = Math.Max(piece.Length, number.Length);
            pieces.Append("  ").Append(piece.PadRight(width));
            ids.Append("  ").Append(number.PadRight(width));
        }

        return $"{Terminal.OneLine(text)}\n{pieces.ToString().TrimEnd()}\n{ids.ToString().TrimEnd()}\n";
    }
}
