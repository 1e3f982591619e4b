using System.Buffers;
using System.Text.Json;
using DavidBert.Tokenization;

namespace DavidBert.Cli.Output;

/// <summary>Reads lines <c>{"text": …}</c> and writes lines <c>{"text": …, "input_ids": […]}</c>.</summary>
internal sealed class TokenLines(PhraseTokenizer tokenizer, Stream output)
{
    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <summary>Writes a line for each that is right, tells of each other one on standard error, and returns an exit code.</summary>
    public async Task<int> WriteAsync(IAsyncEnumerable<IReadOnlyList<string>> chunks)
    {
        await using var json = new Utf8JsonWriter(buffer);
        var code = ExitCode.Success;
        var number = 0L;
        await foreach (var lines in chunks)
        {
            foreach (var line in lines)
            {
                number++;
                if (!string.IsNullOrWhiteSpace(line) && Write(json, line) is { } error)
                {
                    StandardError.WriteLine($"davidbert: line {number}: {error}");
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
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("text", out var text)
                || text.ValueKind != JsonValueKind.String)
            {
                return "expected an object {\"text\": …} with a string";
            }

            var input_ids = tokenizer.Encode(text.GetString()!);
            json.WriteStartObject();
            json.WritePropertyName("text");
            json.WriteRawValue(text.GetRawText());
            json.WriteStartArray("input_ids");
            foreach (var id in input_ids)
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
        catch (JsonException e)
        {
            return $"no JSON: {e.Message}";
        }
        catch (InvalidOperationException)
        {
            return "the text has half of a surrogate pair, which is no character";
        }
    }
}
