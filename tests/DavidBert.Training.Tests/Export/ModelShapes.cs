using DavidBert.Training.Modeling;

namespace DavidBert.Training.Tests.Export;

/// <summary>The parameters of a model by Hugging Face's names.</summary>
internal static class ModelShapes
{
    /// <summary>How many answers a head of answers has here.</summary>
    public const int Answers = 23;

    public static IReadOnlyDictionary<string, int[]> Of(BertConfig config, Pooling pooling, HeadKind head)
    {
        var (hidden, wide) = (config.HiddenSize, config.IntermediateSize);
        var shapes = new Dictionary<string, int[]>(StringComparer.Ordinal);
        Table("embeddings.word_embeddings", config.VocabSize);
        Table("embeddings.position_embeddings", config.MaxPositionEmbeddings);
        Table("embeddings.token_type_embeddings", config.TypeVocabSize);
        Normalization("embeddings");
        for (var i = 0; i < config.NumHiddenLayers; i++)
        {
            var layer = $"encoder.layer.{i}";
            Linear($"{layer}.attention.self.query", hidden, hidden);
            Linear($"{layer}.attention.self.key", hidden, hidden);
            Linear($"{layer}.attention.self.value", hidden, hidden);
            Linear($"{layer}.attention.output.dense", hidden, hidden);
            Normalization($"{layer}.attention.output");
            Linear($"{layer}.intermediate.dense", wide, hidden);
            Linear($"{layer}.output.dense", hidden, wide);
            Normalization($"{layer}.output");
        }

        if (pooling == Pooling.Pooler)
        {
            Linear("pooler.dense", hidden, hidden);
        }

        switch (head)
        {
            case HeadKind.Linear:
                Linear("classifier", config.VocabSize, hidden);
                break;
            case HeadKind.Tied:
                Linear("cls.predictions.transform.dense", hidden, hidden);
                Normalization("cls.predictions.transform");
                shapes["cls.predictions.bias"] = [config.VocabSize];
                break;
            case HeadKind.Answers:
                Linear("cls.transform.dense", hidden, hidden);
                Normalization("cls.transform");
                Linear("cls.answers", Answers, hidden);
                break;
        }

        return shapes;

        void Table(string name, int rows) => shapes[$"{name}.weight"] = [rows, hidden];

        void Linear(string name, int outputs, int inputs)
        {
            shapes[$"{name}.weight"] = [outputs, inputs];
            shapes[$"{name}.bias"] = [outputs];
        }

        void Normalization(string name)
        {
            shapes[$"{name}.LayerNorm.weight"] = [hidden];
            shapes[$"{name}.LayerNorm.bias"] = [hidden];
        }
    }
}
