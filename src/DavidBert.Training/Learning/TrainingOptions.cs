using System.Text.Json.Serialization;
using DavidBert.Training.Data;
using DavidBert.Training.Modeling;
using DavidBert.Training.Quantization;

namespace DavidBert.Training.Learning;

/// <summary>How a model is trained; the defaults are those of the default bundle.</summary>
internal sealed record TrainingOptions
{
    /// <summary>Up to how many rows are few.</summary>
    public const int MostOfFewRows = 2_000;

    /// <summary>
    /// For few rows: the head starts at the mean vector of each answer's phrases and of its name, and learns beside an
    /// encoder that is adapted gently and briefly; what changes the head's transform learns the rows by heart.
    /// </summary>
    public static TrainingOptions ForFewRows { get; } = new()
    {
        Pooling = Pooling.Mean,
        Head = HeadKind.Answers,
        CentroidStart = true,
        NameWeight = 3,
        FreezeTransform = true,
        Epochs = 3,
        BatchSize = 16,
        EncoderRate = 5e-5,
        HeadRate = 5e-4,
        QuantizationEpochs = 2,
        QuantizationEncoderRate = 2e-5,
        QuantizationHeadRate = 1e-4,
        WordShare = 0.9,
        Augmentation = AugmentationOptions.None,
    };

    /// <summary>
    /// For few rows, with the encoder as it is: what is learned after the start is how the head meets rounded vectors.
    /// </summary>
    public static TrainingOptions ForFrozenEncoder { get; } = ForFewRows with
    {
        Epochs = 0,
        QuantizationEncoderRate = 0,
    };

    /// <summary>How the encoder's output becomes one vector.</summary>
    public Pooling Pooling { get; init; } = Pooling.FirstToken;

    /// <summary>The form of the head.</summary>
    public HeadKind Head { get; init; } = HeadKind.Tied;

    /// <summary>Whether a linear head starts from the word-embedding table, rather than from random values.</summary>
    public bool HeadFromTable { get; init; } = true;

    /// <summary>Whether a list of answers starts from the mean vectors of their phrases.</summary>
    public bool CentroidStart { get; init; }

    /// <summary>
    /// As how many phrases of its own an answer's name counts in the mean it starts from; 0 leaves names out.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double NameWeight { get; init; }

    /// <summary>
    /// How firmly a regression from these means is held near them, above 0; null starts from the means.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double? HeadPenalty { get; init; }

    /// <summary>Whether what stands before the rows of the answers is left as it starts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool FreezeTransform { get; init; }

    /// <summary>
    /// Whether a phase ends with the epoch that was best on dev, rather than with its last; without rows of dev it is
    /// the last.
    /// </summary>
    public bool KeepBest { get; init; }

    /// <summary>
    /// How often the data are seen before that by the head alone: an encoder that meets a head which already fits it
    /// forgets less of what it knows of other words (Kumar et al. 2022, arXiv:2202.10054).
    /// </summary>
    public int HeadEpochs { get; init; }

    /// <summary>How often the training data are seen in float32.</summary>
    public int Epochs { get; init; } = 6;

    /// <summary>Rows a step.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The greatest learning rate of the encoder.</summary>
    public double EncoderRate { get; init; } = 2e-4;

    /// <summary>The greatest learning rate of the head.</summary>
    public double HeadRate { get; init; } = 1e-3;

    /// <summary>How often the data are seen again with quantization simulated; 0 leaves that out.</summary>
    public int QuantizationEpochs { get; init; } = 2;

    /// <summary>The greatest learning rate of the encoder while quantization is simulated.</summary>
    public double QuantizationEncoderRate { get; init; } = 5e-5;

    /// <summary>The greatest learning rate of the head while quantization is simulated.</summary>
    public double QuantizationHeadRate { get; init; } = 3e-4;

    /// <summary>
    /// The share that teachers' answers have of the targets (Hinton et al. 2015, arXiv:1503.02531); the rest is that of
    /// the labels. Without teachers the float model is one while quantization is simulated. 0 to 1.
    /// </summary>
    public double Distillation { get; init; } = 0.9;

    /// <summary>
    /// What a row's word has of the target where the row has further words, which share the rest; 0 to 1.
    /// </summary>
    public double WordShare { get; init; } = 0.7;

    /// <summary>
    /// How often a row's definition is read beside it, where there is a glossary that has one, 0 to 1.
    /// </summary>
    public double Definitions { get; init; } = 0.5;

    /// <summary>Which share of the phrases that teachers alone answer an epoch draws, 0 to 1.</summary>
    public double Unlabelled { get; init; } = 1;

    /// <summary>How often an epoch has each line of which nothing is said.</summary>
    public int NothingTimes { get; init; } = 10;

    /// <summary>The precision of matrix products while it is trained.</summary>
    public ProductPrecision Products { get; init; }

    /// <summary>The share of steps over which the rates rise from 0.</summary>
    public double WarmUp { get; init; } = 0.06;

    /// <summary>AdamW's weight decay.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>The greatest norm of all gradients together.</summary>
    public double GradientNorm { get; init; } = 1;

    /// <summary>Whether the word-embedding table is left as it is; named slots are trained all the same.</summary>
    public bool FreezeEmbeddings { get; init; } = true;

    /// <summary>The longest sequence in word pieces, [CLS] and [SEP] included.</summary>
    public int MaxLength { get; init; } = 128;

    /// <summary>
    /// After how many epochs without a better development accuracy training stops; 0 never stops early.
    /// </summary>
    public int Patience { get; init; }

    /// <summary>What order, dropout and augmentation follow from.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How much an epoch varies the rows.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>
    /// How many lines without an answer an epoch has beside each row, 0 to 1; the model learns to prefer no answer to
    /// them.
    /// </summary>
    public double Unanswerable { get; init; }

    /// <summary>After how many steps a checkpoint is written.</summary>
    public int CheckpointEvery { get; init; } = 400;
}

/// <summary>A stretch of training with one schedule.</summary>
/// <param name="Epochs">How often the data are seen.</param>
/// <param name="EncoderRate">The greatest learning rate of the encoder; 0 leaves it as it is.</param>
/// <param name="HeadRate">The greatest learning rate of the head.</param>
/// <param name="Mode">Whether quantization is simulated.</param>
internal sealed record TrainingPhase(int Epochs, double EncoderRate, double HeadRate, QuantizationMode Mode)
{
    /// <summary>Whether the head alone is trained.</summary>
    public bool HeadOnly => EncoderRate == 0;

    /// <summary>The phases that <paramref name="options"/> ask for.</summary>
    public static IReadOnlyList<TrainingPhase> Of(TrainingOptions options)
    {
        TrainingPhase[] all =
        [
            new(options.HeadEpochs, 0, options.HeadRate, QuantizationMode.Off),
            new(options.Epochs, options.EncoderRate, options.HeadRate, QuantizationMode.Off),
            new(options.QuantizationEpochs, options.QuantizationEncoderRate, options.QuantizationHeadRate,
                QuantizationMode.Simulate),
        ];
        return [.. all.Where(p => p.Epochs > 0)];
    }
}
