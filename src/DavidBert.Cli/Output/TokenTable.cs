using System.Globalization;
using System.Text;
using DavidBert.Tokenization;

namespace DavidBert.Cli.Output;

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

        return $"{PhraseColumn.OneLine(text)}\n{pieces.ToString().TrimEnd()}\n{ids.ToString().TrimEnd()}\n";
    }
}
