using DavidBert.Tokenization;
using Microsoft.ML.Tokenizers;

namespace DavidBert.Tests.Tokenization;

/// <summary>Microsoft.ML.Tokenizers' WordPiece behind the project's words: a second opinion on the split into pieces.</summary>
internal sealed class WordPieceLibrary
{
    private readonly WordPieceTokenizer tokenizer =
        WordPieceTokenizer.Create(TestFiles.Vocabulary, new WordPieceOptions { MaxInputCharsPerWord = WordReader.MaxUnits });

    /// <summary>The ids without [CLS] and [SEP].</summary>
    public List<int> Encode(string text)
    {
        var ids = new List<int>();
        var words = new WordReader(text, stackalloc char[WordReader.MaxUnits]);
        while (words.Read())
        {
            if (words.IsTooLong)
            {
                ids.Add(tokenizer.UnknownTokenId);
            }
            else
            {
                ids.AddRange(tokenizer.EncodeToIds(words.Word, considerPreTokenization: false, considerNormalization: false));
            }
        }

        return ids;
    }
}
