using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DavidBert.Tests.Tokenization;

public sealed class GoldenTests
{
    [Fact]
    public void Encode_EveryGoldenString_EqualsTheReference()
    {
        var wrong = new List<string>();
        var lines = 0;
        foreach (var line in TestFiles.GoldenLines("strings.jsonl.gz"))
        {
            lines++;
            using var json = JsonDocument.Parse(line);
            var text = json.RootElement.GetProperty("text").GetString()!;
            int[] expected = [.. json.RootElement.GetProperty("input_ids").EnumerateArray()
                .Select(id => id.GetInt32())];
            var actual = TestFiles.Tokenizer.Encode(text);
            if (!expected.SequenceEqual(actual))
            {
                wrong.Add($"line {lines}: {line} but was {string.Join(' ', actual)}");
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(5111, lines);
    }

    [Fact]
    public void Encode_EveryCodePointBetweenLetters_EqualsTheReference()
    {
        var wrong = new List<string>();
        var codePoints = 0;
        foreach (var line in TestFiles.GoldenLines("codepoints.tsv.gz").Skip(1))
        {
            var fields = line.Split('\t');
            int[] expected = [101, .. fields[2].Split(' ')
                .Select(id => int.Parse(id, CultureInfo.InvariantCulture)), 102];
            for (var c = Hex(fields[0]); c <= Hex(fields[1]); c++, codePoints++)
            {
                if (!expected.SequenceEqual(TestFiles.Tokenizer.Encode($"a{new Rune(c)}b")))
                {
                    wrong.Add($"U+{c:X4}, expected {fields[2]}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(0x110000 - 0x800, codePoints);

        static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
